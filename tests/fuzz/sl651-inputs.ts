/** Conversations of SL 651: frames as hydrological stations send them, some of them broken, in any number of writes. */
import { writeBody } from '../../core/sl651/body.ts'
import { encodings, frameBytes, type Encoding, type Frame } from '../../core/sl651/frame.ts'
import type { Item } from '../../core/sl651/items.ts'
import type { Random } from '../../simulators/script/random.ts'
import { FrameReader } from '../../core/sl651/framing.ts'
import {
  bytesOf as bytesOfPublished,
  published as allPublished,
} from '../unit/core/sl651/frames.ts'
import { fuzzedHydrological, hydrologicalPassword } from './city.ts'
import { base64, type WireInput } from './input.ts'
import { bytesOf, chance, mutate, pick, shuffled, split, times } from './mutate.ts'

const commands = [
  0x32, 0x32, 0x32, 0x33, 0x34, 0x31, 0x30, 0x38, 0x2f, 0x35, 0x36, 0x4c, 0x41, 0xe0,
]
const words = ['Z', 'ZU', 'PJ', 'PT', 'PN05', 'VT', 'Q', 'ZT', 'FF92', '7A', 'AC']
const endings = ['etx', 'etx', 'etx', 'etb', 'eot', 'enq'] as const

const publishedNames = Object.keys(allPublished) as readonly (keyof typeof allPublished)[]

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.below(10)).join('')

/** Mostly a time ahead of every clock, whose values are taken whenever this runs. */
const time = (random: Random): string =>
  chance(random, 0.7)
    ? `99031508${String(random.below(60)).padStart(2, '0')}`
    : pick(random, ['2602310000', '0001010000', '0000000000', '9999999999', digits(random, 10)])

function item(random: Random, encoding: Encoding): Item {
  if (chance(random, 0.1))
    return { type: 'block', word: 'DRP', data: pick(random, ['FF', '00', '05']).repeat(12) }
  if (chance(random, 0.1))
    return { type: 'block', word: 'DRZ1', data: pick(random, ['FFFF', '01AC']).repeat(12) }
  if (chance(random, 0.05)) return { type: 'step', step: pick(random, ['000000', '000005']) }
  const bytes = 1 + random.below(5)
  const data =
    encoding === 'ascii'
      ? pick(random, ['M', '0.5', '-3.25', digits(random, 4), '1.2.3'])
      : chance(random, 0.8)
        ? digits(random, bytes * 2)
        : pick(random, ['FF', 'AA', 'F0', '9A']).repeat(bytes)
  return { type: 'value', word: pick(random, words), data, decimals: random.below(4) }
}

function body(random: Random, encoding: Encoding, station: string): Buffer {
  const items: Item[] = [
    {
      type: 'station',
      station: chance(random, 0.95) ? station : digits(random, 10),
      category: pick(random, ['H', 'P', 'K']),
    },
    { type: 'time', time: time(random) },
    ...times(random, 6, () => item(random, encoding)),
  ]
  const said = chance(random, 0.95) ? items : shuffled(random, items)
  return writeBody(
    { serial: random.below(65_536), sentAt: `${time(random)}00`, items: said },
    encoding,
  )
}

/** `bend`: inside, with a checksum that fits. */
function frames(random: Random, bend = (bytes: Buffer): Buffer => bytes): readonly Buffer[] {
  const encoding = chance(random, 0.8) ? 'hex' : pick(random, encodings)
  const station = chance(random, 0.98) ? pick(random, fuzzedHydrological) : digits(random, 10)
  const whole = bend(body(random, encoding, station))
  const head: Omit<Frame, 'type' | 'body'> = {
    ...{ encoding, station, centre: random.below(256) },
    direction: chance(random, 0.99) ? 'up' : 'down',
    password: chance(random, 0.99) ? hydrologicalPassword : digits(random, 4),
    command: pick(random, commands),
    ending: pick(random, endings),
  }
  if (chance(random, 0.7)) return [frameBytes({ ...head, body: whole })]
  const count = pick(random, [2, 3, 64, 65, 4_095])
  const numbers = times(random, 4, () => 1 + random.below(Math.min(count, 4)))
  return numbers.map((number) =>
    frameBytes({
      ...head,
      packet: { count, number },
      body: whole.subarray((number - 1) * 10, number * 10 + 1),
      ending: chance(random, 0.5) ? 'etb' : 'etx',
    }),
  )
}

/** Bent inside, as of a station of the fuzzer. */
function published(random: Random): Buffer {
  const bytes = bytesOfPublished(pick(random, publishedNames))
  const [found] = new FrameReader().push(bytes)
  if (found?.type !== 'frame') throw new TypeError('what was published is a frame')
  const station = pick(random, fuzzedHydrological)
  const text = Buffer.from(found.body).toString('hex').toUpperCase()
  const said = Buffer.from(text.replaceAll(found.station, station), 'hex')
  return frameBytes({
    ...{ ...found, station, password: hydrologicalPassword },
    body: chance(random, 0.2) ? said : mutate(random, said, 2),
  })
}

/** One word in ASCII as long as the packets of a message may be. */
function longWord(random: Random): readonly Buffer[] {
  const station = pick(random, fuzzedHydrological)
  const head = `0001${time(random)}00ST ${station} H TT ${time(random)} Z `
  const word = pick(random, ['0', '.', 'M', 'F', '-', ' ']).repeat(60_000)
  const whole = Buffer.from(`${head}${word}${pick(random, ['x ', ' ', ''])}`)
  const size = 4_000
  const count = Math.ceil(whole.length / size)
  return Array.from({ length: count }, (_, index) =>
    frameBytes({
      ...{ encoding: 'ascii', direction: 'up', centre: 1, station, command: 0x32 },
      ...{ password: hydrologicalPassword, packet: { count, number: index + 1 } },
      body: whole.subarray(index * size, (index + 1) * size),
      ending: index + 1 < count ? 'etb' : 'etx',
    }),
  )
}

const makers: readonly ((random: Random) => readonly Buffer[])[] = [
  ...Array.from({ length: 6 }, () => (random: Random) => frames(random)),
  (random) => frames(random, (bytes) => mutate(random, bytes, 3)),
  (random) => (chance(random, 0.02) ? longWord(random) : [published(random)]),
  (random) => frames(random).map((bytes) => mutate(random, bytes, 2)),
  (random) => [bytesOf(random, 60)],
  (random) => [Buffer.from('7E7E'.repeat(random.below(400)), 'hex')],
  (random) => [Buffer.from(`\u0001${'0'.repeat(random.below(60))}`)],
  () => [Buffer.from('7E7E01001234567812343 20FFF02'.replace(' ', ''), 'hex')],
]

export function sl651Input(random: Random): WireInput {
  const sent = times(random, 16, () => pick(random, makers)(random)).flat()
  const all = Buffer.concat(chance(random, 0.1) ? shuffled(random, sent) : sent)
  return {
    target: 'sl651',
    writes: split(random, all).map(base64),
    pause: pick(random, [0, 0, 0, 1, 5]),
    after: pick(random, ['end', 'destroy', 'stay', 'stay'] as const),
  }
}

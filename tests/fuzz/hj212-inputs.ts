/** Conversations of HJ 212: frames as stations send them, some of them broken, in any number of writes. */
import { checksumModes } from '../../core/hj212/checksum.ts'
import { frameOf } from '../../core/hj212/framing.ts'
import type { Random } from '../../simulators/script/random.ts'
import { all } from '../unit/core/hj212/frames.ts'
import { fuzzedStations, stationPassword } from './city.ts'
import { base64, type WireInput } from './input.ts'
import { bytesOf, chance, mutate, pick, shuffled, split, times } from './mutate.ts'
import { oddNumbers, oddTexts } from './odd-values.ts'

const commands = [
  '2011',
  '2011',
  '2021',
  '2051',
  '2061',
  '2031',
  '2052',
  '1013',
  '9015',
  '9014',
  'x',
]
const factors = [
  'a34001',
  'a34002',
  'a34004',
  'LA',
  'a01001',
  'SB1',
  'a24088',
  '__proto__',
  'w01001',
]
const suffixes = ['Rtd', 'Rtd', 'Avg', 'RS', 'Flag', 'Min', '']
const marks = ['N', 'T', 'B', 'x', '']
/** What the line has room for. */
const texts = oddTexts.filter((text) => Buffer.byteLength(text) < 500)

const odd = (random: Random): string =>
  chance(random, 0.5) ? pick(random, texts) : String(pick(random, oddNumbers))

/** Mostly a time ahead of every clock, whose values are taken whenever this runs. */
function time(random: Random): string {
  const minute = String(random.below(60)).padStart(2, '0')
  if (chance(random, 0.7)) return `2099031508${minute}00${pick(random, ['', '', '001'])}`
  return pick(random, ['20260231000000', '19700101000000', '2026', '99991231235959', odd(random)])
}

function area(random: Random): string {
  const value = () => (chance(random, 0.8) ? String(random.below(900) / 10) : odd(random))
  const groups = times(random, 5, () => {
    const name = pick(random, factors)
    const mark = chance(random, 0.5) ? `,${name}-Flag=${pick(random, marks)}` : ''
    return `${name}-${pick(random, suffixes)}=${value()}${mark}`
  })
  return [
    ...(chance(random, 0.9) ? [`DataTime=${time(random)}`] : []),
    ...(chance(random, 0.1) ? ['RF=1'] : []),
    ...groups,
  ].join(chance(random, 0.95) ? ';' : pick(random, ['', ',', ';;', '&&']))
}

function segment(random: Random): string {
  const station = pick(random, fuzzedStations)
  const packets = pick(random, [2, 3, 16, 17])
  const fields = [
    ['QN', chance(random, 0.9) ? `${time(random)}${random.below(1_000)}` : odd(random)],
    ['ST', pick(random, ['39', '23', '31', ''])],
    ['CN', pick(random, commands)],
    ['PW', chance(random, 0.99) ? stationPassword : odd(random)],
    ['MN', chance(random, 0.99) ? station : odd(random)],
    ['Flag', pick(random, ['4', '5', '7', '9', '255', 'x'])],
    ...(chance(random, 0.3)
      ? [
          ['PNUM', String(packets)],
          ['PNO', String(1 + random.below(packets))],
        ]
      : []),
  ].filter(() => chance(random, 0.995))
  return `${fields.map(([name, value]) => `${name}=${value};`).join('')}CP=&&${area(random)}&&`
}

const frame = (random: Random): Buffer =>
  frameOf(
    Buffer.from(segment(random)),
    chance(random, 0.95) ? 'standard' : pick(random, checksumModes),
  )

/** Those of the standard and of usual stations, as of a station of the fuzzer. */
const published = all.map((text) =>
  text
    .slice(6, -6)
    .replace(/PW=\w+/, `PW=${stationPassword}`)
    .replace(/MN=\w+/, `MN=${fuzzedStations[0]}`),
)

const makers: readonly ((random: Random) => Buffer)[] = [
  ...[frame, frame, frame, frame, frame, frame],
  (random) => mutate(random, frame(random), 2),
  // Bent inside, with a checksum that fits.
  (random) => frameOf(mutate(random, Buffer.from(segment(random)), 3)),
  (random) => frameOf(mutate(random, Buffer.from(pick(random, published)), 2)),
  (random) => bytesOf(random, 60),
  (random) => Buffer.from(`##${pick(random, ['9999', '0000', '1024', '12', '-001'])}`),
  () => Buffer.from('#'.repeat(3_000)),
  () => frameOf(Buffer.from(`QN=1${' '.repeat(980)};CP`)),
]

export function hj212Input(random: Random): WireInput {
  const frames = times(random, 24, () => pick(random, makers)(random))
  const all = Buffer.concat(chance(random, 0.1) ? shuffled(random, frames) : frames)
  return {
    target: 'hj212',
    writes: split(random, all).map(base64),
    pause: pick(random, [0, 0, 0, 1, 5]),
    after: pick(random, ['end', 'destroy', 'stay', 'stay'] as const),
  }
}

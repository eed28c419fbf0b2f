/** Conversations of MQTT: packets as they should be, some of them broken, in orders good and bad. */
import { generate, type Packet } from 'mqtt-packet'

import type { Random } from '../../simulators/script/random.ts'
import {
  connectPacket,
  packet,
  publishPacket,
  subscribePacket,
  type ConnectOptions,
} from '../support/mqtt-raw.ts'
import { boundPublish } from './bound-inputs.ts'
import { fuzzedDevices, tokenOf } from './city.ts'
import { base64, type WireInput } from './input.ts'
import { bytesOf, chance, mutate, pick, shuffled, split, times } from './mutate.ts'
import { nested, oddJson, oddNumbers, oddTexts } from './odd-values.ts'

/** What the two bytes of a length can say. */
const texts = oddTexts.filter((text) => Buffer.byteLength(text) < 65_536)

const channels = ['telemetry', 'status', 'event', 'reply', 'command', 'gossip', '#', '+']

const topic = (random: Random): string => {
  const name = chance(random, 0.8) ? pick(random, fuzzedDevices) : pick(random, texts)
  if (chance(random, 0.1)) return pick(random, texts)
  if (chance(random, 0.05)) return `ub/v1/crew/lj-road/${pick(random, ['notices', 'receipts'])}`
  if (chance(random, 0.05)) return `ub/v1/${'x/'.repeat(random.below(300))}telemetry`
  return `ub/v1/${name}/${pick(random, channels)}`
}

const quantities = ['depth', 'rain', 'battery', 'tilt', '__proto__', 'tiefe']

function telemetry(random: Random): string {
  if (chance(random, 0.3)) return oddJson(random)
  if (chance(random, 0.02)) return nested(50_000)
  const m = times(
    random,
    3,
    () =>
      `"${pick(random, quantities)}":${chance(random, 0.7) ? random.below(50) : oddJson(random, 3)}`,
  )
  const t = chance(random, 0.3) ? `"t":${pick(random, oddNumbers)},` : ''
  const seq = chance(random, 0.3) ? `"seq":${pick(random, oddNumbers)},` : ''
  const one = `{${t}${seq}"m":{${m.join(',')}}}`
  return chance(random, 0.2) ? `[${times(random, 5, () => one).join(',')}]` : one
}

const qos = (random: Random) => pick(random, [0, 1, 1, 2] as const)
const messageId = (random: Random) => pick(random, [1, 1, 2, 3, 0, 65_535, random.below(65_536)])

function greeting(random: Random): Buffer {
  const name = pick(random, fuzzedDevices)
  const options: ConnectOptions = {
    userName: chance(random, 0.9) ? name : pick(random, texts),
    clientId: chance(random, 0.8) ? `${name}/${random.below(20)}` : pick(random, texts),
    password: chance(random, 0.9) ? tokenOf(name) : tokenOf('anybody'),
    clean: chance(random, 0.5),
    keepalive: pick(random, [0, 1, 60, 65_535]),
    version: chance(random, 0.85) ? 4 : pick(random, [3, 5, 0, 131, 255]),
  }
  const will = {
    topic: topic(random),
    payload: telemetry(random).slice(0, 9_000),
    retain: chance(random, 0.5),
  }
  return connectPacket(chance(random, 0.3) ? { ...options, will } : options)
}

const properties = (random: Random) => ({
  sessionExpiryInterval: random.below(2 ** 31),
  userProperties: { [pick(random, ['a', '__proto__', 'x'])]: 'y' },
})

/** As the library writes it; what the library refuses to write is written by hand. */
function written(made: Packet, random: Random): Buffer {
  try {
    return generate(made, { protocolVersion: pick(random, [4, 4, 4, 5]) })
  } catch {
    return packet(random.below(256), bytesOf(random, 40))
  }
}

const makers: readonly ((random: Random) => Buffer)[] = [
  (random) =>
    publishPacket({
      topic: topic(random),
      payload: telemetry(random),
      qos: qos(random),
      id: messageId(random),
      retain: chance(random, 0.2),
    }),
  (random) =>
    publishPacket({ topic: topic(random), payload: bytesOf(random, 400), qos: qos(random) }),
  (random) => boundPublish(random, messageId(random)),
  (random) =>
    publishPacket({
      topic: topic(random),
      payload: Buffer.alloc(pick(random, [0, 65_536, 262_145, 1_048_576]), 65),
      id: messageId(random),
    }),
  (random) =>
    subscribePacket(
      messageId(random),
      times(random, 5, () => topic(random)),
      pick(random, [0, 1, 2, 3, 128, 255]),
    ),
  (random) =>
    written(
      {
        cmd: 'unsubscribe',
        messageId: messageId(random),
        unsubscriptions: times(random, 3, () => topic(random)),
      },
      random,
    ),
  ...(['puback', 'pubrec', 'pubrel', 'pubcomp'] as const).map(
    (cmd) => (random: Random) => written({ cmd, messageId: messageId(random) }, random),
  ),
  (random) =>
    written({ cmd: pick(random, ['pingreq', 'pingresp', 'disconnect'] as const) }, random),
  (random) =>
    written({ cmd: 'connack', returnCode: random.below(6), sessionPresent: true }, random),
  (random) => written({ cmd: 'suback', messageId: messageId(random), granted: [0, 128] }, random),
  (random) => written({ cmd: 'auth', reasonCode: 0, properties: properties(random) }, random),
  (random) => packet(random.below(256), bytesOf(random, 60)),
  // Announces more than comes, or a length of five bytes.
  (random) =>
    Buffer.from([0x30 | random.below(16), 0xff, 0xff, random.below(256), random.below(256)]),
  greeting,
]

/** A device in good order, so that what follows is looked at. */
function goodGreeting(random: Random): Buffer {
  const name = pick(random, ['wl-1', 'wl-2', 'gw-1'])
  return connectPacket({
    userName: name,
    clientId: `${name}/${random.below(20)}`,
    password: tokenOf(name),
    clean: chance(random, 0.7),
  })
}

const goodPublish = (random: Random, index: number): Buffer => {
  if (chance(random, 0.3)) return boundPublish(random, index + 1)
  const name = pick(random, ['wl-1', 'wl-2', 'gw-1'])
  return publishPacket({
    topic: `ub/v1/${name}/${pick(random, ['telemetry', 'telemetry', 'event', 'status'])}`,
    payload: telemetry(random),
    qos: qos(random),
    id: index + 1,
  })
}

/** Well-behaved but for one or two packets, so that what is bent meets a session at work. */
function mild(random: Random): readonly Buffer[] {
  const good = Array.from({ length: 1 + random.below(10) }, (_, index) =>
    goodPublish(random, index),
  )
  const bent = times(random, 2, () => pick(random, makers)(random)).map((each) =>
    chance(random, 0.5) ? mutate(random, each, 2) : each,
  )
  const place = random.below(good.length + 1)
  return [goodGreeting(random), ...good.slice(0, place), ...bent, ...good.slice(place)]
}

function wild(random: Random): readonly Buffer[] {
  const packets = [
    ...(chance(random, 0.85) ? [greeting(random)] : []),
    ...times(random, 12, () => pick(random, makers)(random)),
  ].map((each, index) =>
    chance(random, index === 0 ? 0.1 : 0.25) ? mutate(random, each, 3) : each,
  )
  return chance(random, 0.08) ? shuffled(random, packets) : packets
}

export function mqttInput(random: Random): WireInput {
  const isMild = chance(random, 0.6)
  const all = Buffer.concat(isMild ? mild(random) : wild(random))
  const bytes = chance(random, 0.08) ? mutate(random, all) : all
  return {
    target: 'mqtt',
    writes: split(random, bytes).map(base64),
    pause: pick(random, [0, 0, 0, 1, 5]),
    after: isMild ? 'stay' : pick(random, ['end', 'destroy', 'stay'] as const),
  }
}

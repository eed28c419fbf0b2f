/** Messages that bindings read, by format: samples of the shipped ones, bent, to what ingest makes of them. */
import assert from 'node:assert/strict'

import { longestBound } from '../../../core/bindings/bindings.ts'
import type { BindingDocument } from '../../../core/bindings/document.ts'
import { pushTopic } from '../../../core/bindings/push.ts'
import { pushFault } from '../../../runtime/push-proof.ts'
import type { Random } from '../../../simulators/script/random.ts'
import { cborOf } from '../../support/cbor.ts'
import { at } from '../../support/normalise-stage.ts'
import { sparkplugPayload, type SparkplugMetric } from '../../support/sparkplug.ts'
import { bentJson, bentValue } from '../bent-json.ts'
import { samplesOf, shippedDocuments, type BoundMessage } from '../bound-inputs.ts'
import { chance, mutate, pick, times } from '../mutate.ts'
import { oddNumbers, oddTexts } from '../odd-values.ts'
import { pushed, pushSecrets, type Pushed } from '../push-inputs.ts'
import type { Decoder } from './decoder.ts'
import { cborTopic, Stage } from './stage.ts'

/** As a gateway says it. */
function decoderOf(make: (random: Random) => BoundMessage): Decoder {
  const stage = new Stage()
  return {
    next(random) {
      const { topic, body } = make(random)
      // A longer one is refused at the edge.
      const said = body.subarray(0, longestBound)
      const place = { source: 'gw-1', channel: 'telemetry', protocol: 'binding' } as const
      return () => ({
        bytes: said.length,
        outcomes: [stage.take({ ...place, topic, body: said })],
      })
    },
  }
}

/** Samples of JSON, with their documents. */
const jsonOf = (isMeant: (document: BindingDocument) => boolean) =>
  shippedDocuments
    .filter((one) => one.push === undefined && isMeant(one))
    .flatMap(samplesOf)
    .map(({ topic, body }) => ({ topic, value: JSON.parse(body.toString()) as unknown }))

function jsonDecoder(isMeant: (document: BindingDocument) => boolean): Decoder {
  const samples = jsonOf(isMeant)
  return decoderOf((random) => {
    const { topic, value } = pick(random, samples)
    return { topic, body: bentJson(random, chance(random, 0.7) ? anew(random, value) : value) }
  })
}

/** Where a message says which one it is: another one. */
const anew = (random: Random, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'deduplicationId' in value
    ? { ...value, deduplicationId: String(random.next()) }
    : value

const isChirpstack = ({ id }: BindingDocument): boolean => id.startsWith('chirpstack-')

/** Labels of SenML (RFC 8428, section 6). */
const labels: ReadonlyMap<string, string> = new Map([
  ...([
    ['bver', '-1'],
    ['bn', '-2'],
    ['bt', '-3'],
    ['bu', '-4'],
    ['bv', '-5'],
  ] as const),
  ...([
    ['n', '0'],
    ['u', '1'],
    ['v', '2'],
    ['vs', '3'],
    ['vb', '4'],
    ['t', '6'],
  ] as const),
])

const labelled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(labelled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [labels.get(name) ?? name, labelled(one)]),
  )
}

function cborDecoder(): Decoder {
  const samples = jsonOf(({ format }) => format === 'senml')
  return decoderOf((random) => {
    const { value } = pick(random, samples)
    const bytes = cborOf(labelled(chance(random, 0.6) ? bentValue(random, value) : value))
    const body = chance(random, 0.6) ? mutate(random, bytes, 3) : bytes
    return { topic: cborTopic.replace('{device}', 'wl-2'), body }
  })
}

function metric(random: Random, isBorn: boolean): SparkplugMetric {
  const types = ['Int8', 'Int16', 'Int32', 'Int64', 'UInt32', 'Float', 'Double'] as const
  const value = chance(random, 0.7)
    ? { type: pick(random, types), value: random.below(900) - 100 }
    : pick(random, [
        { type: 'Double', value: pick(random, oddNumbers) },
        { type: 'String', value: pick(random, oddTexts) },
        { type: 'Boolean', value: true },
        { type: 'Double', value: null },
      ] as const)
  return {
    ...value,
    ...(chance(random, isBorn ? 0.98 : 0.4) && {
      name: chance(random, 0.8) ? pick(random, ['tsp', 'pm10']) : pick(random, oddTexts),
    }),
    ...(chance(random, 0.8) && { alias: random.below(4) }),
    ...(chance(random, 0.3) && { timestamp: at - random.below(100_000) }),
    historical: chance(random, 0.1),
    untyped: chance(random, 0.3),
  }
}

/** As many as a message holds. */
const manyMetrics = (random: Random): readonly SparkplugMetric[] =>
  Array.from({ length: 5_000 }, (_, index) => ({
    ...(chance(random, 0.5) ? { name: `m${index}`, alias: index } : { alias: index % 3_000 }),
    ...{ untyped: true, type: 'Boolean' as const, value: true },
  }))

function sparkplugDecoder(): Decoder {
  const types = ['DBIRTH', 'DDATA', 'DDATA', 'DDATA', 'NBIRTH', 'NDATA', 'NDEATH', 'DCMD', 'x']
  return decoderOf((random) => {
    const type = pick(random, types)
    const metrics = chance(random, 0.002)
      ? manyMetrics(random)
      : times(random, 5, () => metric(random, type.endsWith('BIRTH')))
    const payload = sparkplugPayload(at - random.below(100_000), metrics)
    const device = chance(random, 0.9) ? '/wl-2' : pick(random, ['', '/wl-1', '/a/b'])
    return {
      topic: `spBv1.0/xiamen/${type}/gw-1${device}`,
      body: chance(random, 0.5) ? mutate(random, payload, 3) : payload,
    }
  })
}

/** Pushed over HTTP: the proof is looked at first. */
function pushDecoder(): Decoder {
  const stage = new Stage()
  function outcomeOf({ binding, headers, body }: Pushed): string {
    const { push, gateway = '' } = binding
    assert(push !== undefined)
    const secret = pushSecrets[push.proof === 'onenet' ? 'ONENET' : 'CTWING']
    if (pushFault(push, secret, { headers, body }, at) !== undefined) return 'no proof'
    if (body.length > longestBound) return 'too large'
    const place = { source: gateway, channel: 'telemetry', protocol: 'binding' } as const
    return stage.take({ ...place, topic: pushTopic(binding.id), body })
  }
  return {
    next(random) {
      const message = pushed(random)
      return () => ({ bytes: message.body.length, outcomes: [outcomeOf(message)] })
    },
  }
}

export const boundDecoders = {
  chirpstack: () => jsonDecoder(isChirpstack),
  vendors: () => jsonDecoder((one) => one.format === 'json' && !isChirpstack(one)),
  senml: () => jsonDecoder(({ format }) => format === 'senml'),
  'senml-cbor': cborDecoder,
  'sparkplug-b': sparkplugDecoder,
  push: pushDecoder,
} as const

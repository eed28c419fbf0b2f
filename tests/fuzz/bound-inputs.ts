/** Messages on topics of others: samples of the shipped bindings as messages of devices of the fuzzer, some of them bent. */
import type { BindingDocument } from '../../core/bindings/document.ts'
import type { Random } from '../../simulators/script/random.ts'
import { readBindings } from '../../runtime/bindings-folder.ts'
import { shippedBindings } from '../support/bindings.ts'
import { publishPacket } from '../support/mqtt-raw.ts'
import { bytesOf, chance, mutate, pick } from './mutate.ts'
import { oddJson } from './odd-values.ts'

export const { documents: shippedDocuments } = await readBindings(shippedBindings)

export interface BoundMessage {
  readonly topic: string
  readonly body: Buffer
}

/** Those whose device is a level of the topic are of one that the gateway of the fuzzer speaks for. */
export const samplesOf = ({ samples }: BindingDocument): readonly BoundMessage[] =>
  samples.map(({ topic, json, hex, gives }) => {
    const named = gives.flatMap((one) => ('device' in one ? (one.device ?? []) : []))
    const ours = (text: string) =>
      named.reduce((said, name) => said.replaceAll(new RegExp(name, 'gi'), 'wl-2'), text)
    const texts = (_: string, value: unknown) => (typeof value === 'string' ? ours(value) : value)
    const body =
      hex === undefined ? Buffer.from(JSON.stringify(json, texts)) : Buffer.from(hex, 'hex')
    return { topic: ours(topic), body }
  })

const messages = shippedDocuments.flatMap(samplesOf)

/** QoS 1 for the most part: what is answered is in the log. */
export function boundPublish(random: Random, id: number): Buffer {
  const { topic, body } = pick(random, messages)
  const bent = () => {
    if (chance(random, 0.2)) return Buffer.from(oddJson(random))
    if (chance(random, 0.1)) return bytesOf(random, 200)
    return mutate(random, body, 3)
  }
  return publishPacket({
    topic,
    payload: chance(random, 0.4) ? body : bent(),
    qos: pick(random, [0, 1, 1, 1, 2] as const),
    id,
  })
}

import { channels, type Channel, type Refusal } from '../../core/frame.ts'

const root = 'ub/v1/'

/** Whether this is `ub/v1/<device>/` and something behind it. Nothing is put together: every connection would keep it. */
export const isBelow = (device: string, topic: string): boolean =>
  topic.startsWith(root) &&
  topic.startsWith(device, root.length) &&
  topic[root.length + device.length] === '/'

/** Whether this is `ub/v1/<device>/<last>`. */
export const isTopicOf = (device: string, topic: string, last: string): boolean =>
  topic.length === root.length + device.length + 1 + last.length &&
  topic.endsWith(last) &&
  isBelow(device, topic)

/** The channel a device publishes on with this topic; undefined when the topic is not its own. */
export const ownChannel = (device: string, topic: string): Channel | undefined =>
  channels.find((channel) => isTopicOf(device, topic, channel))

/** What a dead letter's channel is when the topic belongs to nobody: the last level if it names one. */
export function likelyChannel(topic: string): Channel {
  const last = topic.slice(topic.lastIndexOf('/') + 1)
  return channels.find((channel) => channel === last) ?? 'telemetry'
}

/** The tree of the crews: services alone have a part in it, whatever a device is called. */
export const crewTopics = 'ub/v1/crew/'

/** What stands below a unit's own level: orders to its crew, and word that the crew has them. */
export type CrewWord = 'notices' | 'receipts'

/** The unit whose `word` this topic is. */
export function crewOf(topic: string, word: CrewWord): string | undefined {
  const [root, version, crew, unit, last, ...more] = topic.split('/')
  const fits = root === 'ub' && version === 'v1' && crew === 'crew' && last === word
  return fits && more.length === 0 && unit !== undefined && unit !== '' ? unit : undefined
}

export const receiptsOf = (unit: string): string => `${crewTopics}${unit}/receipts`

/**
 * Receipts reach only filters that name them: a crew that listens to everything of its unit would otherwise find its
 * queue filled with word of what it has itself acknowledged.
 */
export const reachesReceipts = (filter: string, topic: string): boolean =>
  crewOf(topic, 'receipts') === undefined || filter.endsWith('/receipts')

export interface TopicLimits {
  readonly maxTopicLevels: number
  readonly maxTopicLength: number
}

const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\ufffd]/u

/** Why a topic that is not the device's own is refused. */
export function topicRefusal(topic: string, limits: TopicLimits): Refusal {
  const invalid =
    topic.length === 0 ||
    topic.length > limits.maxTopicLength ||
    /[+#]/.test(topic) ||
    unprintable.test(topic) ||
    topicLevels(topic) > limits.maxTopicLevels
  return invalid ? 'topic-invalid' : 'topic-not-allowed'
}

export function topicLevels(topic: string): number {
  let levels = 1
  for (let at = topic.indexOf('/'); at >= 0; at = topic.indexOf('/', at + 1)) levels++
  return levels
}

/** A topic as it may stand in records and logs: at most 256 characters, none of them unprintable. */
export const printableTopic = (topic: string): string =>
  topic.slice(0, 256).replace(/[\p{Cc}\p{Cs}\u2028\u2029]/gu, '\ufffd')

import { channels, type Channel, type Refusal } from '../core/frame.ts'

/** Topics of one device, `ub/v1/<device>/<channel>`; put together once, when it connects. */
export interface DeviceTopics {
  readonly telemetry: string
  readonly status: string
  readonly event: string
  readonly reply: string
  readonly command: string
  readonly all: string
  /** What all of them begin with. */
  readonly own: string
}

export const deviceTopics = (device: string): DeviceTopics => ({
  telemetry: `ub/v1/${device}/telemetry`,
  status: `ub/v1/${device}/status`,
  event: `ub/v1/${device}/event`,
  reply: `ub/v1/${device}/reply`,
  command: `ub/v1/${device}/command`,
  all: `ub/v1/${device}/#`,
  own: `ub/v1/${device}/`,
})

/** The channel a device publishes on with this topic; undefined when the topic is not its own. */
export function ownChannel(own: DeviceTopics, topic: string): Channel | undefined {
  if (topic === own.telemetry) return 'telemetry'
  if (topic === own.status) return 'status'
  if (topic === own.event) return 'event'
  return topic === own.reply ? 'reply' : undefined
}

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

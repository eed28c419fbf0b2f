/** What a session may publish, subscribe to and leave behind as its will. Pure: decided by name, topic and size alone. */
import {
  longestBound,
  mayBePublished,
  noBindings,
  publishedFor,
  type Bindings,
} from '../../core/bindings/bindings.ts'
import type { Channel, Protocol, Refusal } from '../../core/frame.ts'
import { coversFilter, isFilter, matchesFilter } from './filters.ts'
import type { Identity } from '../admission/login.ts'
import {
  isBelow,
  isTopicOf,
  likelyChannel,
  crewOf,
  crewTopics,
  ownChannel,
  reachesReceipts,
  topicLevels,
  topicRefusal,
  type TopicLimits,
} from './topics.ts'

interface DeviceRights {
  readonly kind: 'device'
  readonly device: string
}

export type Rights =
  | DeviceRights
  | {
      readonly kind: 'service'
      readonly publish: readonly string[]
      readonly subscribe: readonly string[]
    }

export interface PublishLimits extends TopicLimits {
  readonly maxPayloadBytes: number
}

export const rightsOf = (identity: Identity): Rights =>
  identity.kind === 'service'
    ? {
        kind: 'service',
        publish: identity.service.publish,
        subscribe: identity.service.subscribe,
      }
    : { kind: 'device', device: identity.name }

/**
 * frame: goes into the log, and on to listeners unless refused. message: a service's notice or command, passed on and
 * not kept. `retain` says whether the broker may remember it for later subscribers.
 */
export type PublishVerdict =
  | {
      readonly take: 'frame'
      readonly channel: Channel
      readonly refused?: Refusal
      /** On a topic of others, which a binding is for; what stands in the log and is passed on to nobody. */
      readonly protocol?: Extract<Protocol, 'binding'>
      readonly retain: boolean
    }
  | { readonly take: 'message'; readonly retain: boolean }

/** Larger bodies are never remembered: one for each topic stays in memory. */
const maxRetainedBytes = 4_096

export function authorisePublish(
  rights: Rights,
  topic: string,
  bytes: number,
  retain: boolean,
  limits: PublishLimits,
  bindings: Bindings = noBindings,
): PublishVerdict {
  const keep = retain && bytes <= maxRetainedBytes
  if (rights.kind === 'device') {
    const channel = isOwn(rights, topic) ? ownChannel(rights.device, topic) : undefined
    if (channel !== undefined && bytes <= limits.maxPayloadBytes) {
      // Retained telemetry would be one message for every device in memory; the log keeps it already.
      return { take: 'frame', channel, retain: keep && channel === 'status' }
    }
    if (channel !== undefined) return refused(channel, 'payload-too-large')
  }
  const reason = topicRefusal(topic, limits)
  if (
    rights.kind === 'device' &&
    reason === 'topic-not-allowed' &&
    isBound(rights, topic, bindings)
  )
    return bytes <= longestBound
      ? { take: 'frame', channel: 'telemetry', protocol: 'binding', retain: false }
      : refused('telemetry', 'payload-too-large')
  if (rights.kind === 'service' && reason === 'topic-not-allowed') {
    const allowed = mayPublish(rights.publish, topic)
    if (allowed && bytes <= limits.maxPayloadBytes) {
      return {
        take: 'message',
        retain: keep && crewOf(topic, 'receipts') === undefined && topic.startsWith(crewTopics),
      }
    }
    if (allowed) return refused(likelyChannel(topic), 'payload-too-large')
  }
  return refused(likelyChannel(topic), reason)
}

const isBound = ({ device }: DeviceRights, topic: string, bindings: Bindings): boolean =>
  publishedFor(bindings, topic).some((bound) => mayBePublished(bound, device))

const refused = (channel: Channel, reason: Refusal): PublishVerdict => ({
  take: 'frame',
  channel,
  refused: reason,
  retain: false,
})

/** Topics that begin with a dollar sign are the broker's own (section 4.7.2), whatever the configuration grants. */
const mayPublish = (granted: readonly string[], topic: string): boolean =>
  !topic.startsWith('$') && granted.some((filter) => matchesFilter(filter, topic))

/** Within the tree of this device, and not in that of the crews, even if it is called like them. */
const isOwn = ({ device }: DeviceRights, topic: string): boolean =>
  isBelow(device, topic) && !topic.startsWith(crewTopics)

/** A device may hear its commands and its configuration; a service what its filters cover. */
export function maySubscribe(rights: Rights, filter: string, limits: TopicLimits): boolean {
  if (rights.kind === 'device') {
    const { device } = rights
    const known = ['command', 'configuration', '#'].some((last) => isTopicOf(device, filter, last))
    return known && isOwn(rights, filter)
  }
  return (
    isFilter(filter) &&
    topicLevels(filter) <= limits.maxTopicLevels &&
    rights.subscribe.some((allowed) => reaches(allowed, filter))
  )
}

const reaches = (allowed: string, wanted: string): boolean =>
  coversFilter(allowed, wanted) && reachesReceipts(allowed, wanted)

/** Checked again for every message on its way out: a queue may be older than the rights. */
export const mayHear = (rights: Rights, topic: string): boolean =>
  rights.kind === 'device'
    ? isOwn(rights, topic)
    : rights.subscribe.some((filter) => reaches(filter, topic))

/** A device leaves behind its status, an event or what a binding is for, a service what it may publish. */
export const mayWill = (rights: Rights, topic: string, bindings: Bindings = noBindings): boolean =>
  rights.kind === 'device'
    ? (isOwn(rights, topic) &&
        (isTopicOf(rights.device, topic, 'status') || isTopicOf(rights.device, topic, 'event'))) ||
      isBound(rights, topic, bindings)
    : mayPublish(rights.publish, topic)

/**
 * Everybody who reads the log: the topic, the group under which the place is kept, and what is remembered beside it. The lag
 * watch, draining, migration and tests go by this table; docs/architecture.md shows it.
 */
import type { TopicName } from './log.ts'

/**
 * Where a thing that the one partition of an embedded log remembers belongs among many. first: the first one. everywhere:
 * each. nowhere: none needs it. device: the one with the records of the device. sender: that one, and the one of the gateway
 * that speaks for the device, as frames go by who sent them. `deviceAfterSlash`: the key is something, a slash, the device.
 * area: the key begins with a rule, a slash, an area, as the records of areas go by.
 */
type Belongs =
  | 'first'
  | 'everywhere'
  | 'nowhere'
  | 'device'
  | 'sender'
  | 'deviceAfterSlash'
  | 'area'

/** One thing under a key, or one for each of many under keys that begin alike. */
export interface Memory {
  readonly key?: string
  readonly prefix?: string
  readonly belongs: Belongs
}

export interface Consumer {
  readonly topic: TopicName
  readonly group: string
  /** Without it the group is always there. */
  readonly only?:
    | 'with operations'
    | 'with webhook'
    | 'with robots'
    | 'with push'
    | 'with seal post'
  /** It has to have read everything before a system is moved; what the others have not told yet, the new system tells. */
  readonly drained: boolean
  readonly remembers: Readonly<Record<string, Memory>>
}

export const consumers = {
  ingest: {
    topic: 'frames',
    group: 'ingest',
    drained: true,
    remembers: {
      accounting: { key: 'accounting', belongs: 'first' },
      hostClock: { key: 'host-clock', belongs: 'everywhere' },
      /** What a device said lately, with its own instant. */
      repeats: { prefix: 'repeats/', belongs: 'sender' },
      /** The same without a good one. */
      aside: { prefix: 'aside/', belongs: 'sender' },
      /** What batches added to these since they were written whole; whoever moves takes them whole. */
      added: { prefix: 'added/', belongs: 'nowhere' },
      /** Packets of split messages of a station. */
      packets: { prefix: 'packets/', belongs: 'sender' },
      /** Messages of a device that a binding told, by what tells them from others. */
      messages: { prefix: 'messages/', belongs: 'sender' },
      /** Births of Sparkplug B that came by a connection. */
      births: { prefix: 'births/', belongs: 'device' },
      /** Our clock that a device goes by. */
      agreed: { prefix: 'agreed/', belongs: 'sender' },
    },
  },
  commandReplies: { topic: 'replies', group: 'device-commands', drained: true, remembers: {} },
  adoption: { topic: 'dead-letters', group: 'adoption', drained: true, remembers: {} },
  rules: {
    topic: 'readings',
    group: 'rules',
    drained: true,
    remembers: {
      /** Listening time. */
      tick: { key: '~tick', belongs: 'everywhere' },
      /** That of each partition of frames, where there are several; moved from one, there was one. */
      lanes: { key: '~lanes', belongs: 'nowhere' },
      /** From where the log is judged again, and listening time there; absent in a system that was stopped. */
      again: { key: '~again', belongs: 'nowhere' },
      /** What the state of a rule was written by. */
      mark: { prefix: '~rule/', belongs: 'everywhere' },
      /** Which areas know of a standing alarm: `~told/<rule>/<device>`. */
      told: { prefix: '~told/', belongs: 'deviceAfterSlash' },
      /** Which areas wait for how long a device has its alarm, or has none: `~wait/<rule>/<device>`. */
      wait: { prefix: '~wait/', belongs: 'deviceAfterSlash' },
      /** What rules that run beside the others keep; one that is moved begins anew. */
      shadow: { prefix: '~shadow/', belongs: 'nowhere' },
      /** The states of all rules on a device. */
      device: { prefix: '~device/', belongs: 'device' },
      /** One by one, as versions before kept them: `<rule>/<device>`; no rule begins with `~`. */
      state: { prefix: '', belongs: 'deviceAfterSlash' },
    },
  },
  areas: {
    topic: 'area-members',
    group: 'areas',
    drained: true,
    remembers: {
      /** Alarms that stand over the area: `area/<rule>/<area>`. */
      area: { prefix: 'area/', belongs: 'area' },
      /** Alarms of devices that stand in it: `member/<rule>/<area>/<rule of the device>/<device>`. */
      member: { prefix: 'member/', belongs: 'area' },
    },
  },
  series: {
    topic: 'readings',
    group: 'series',
    drained: true,
    remembers: {
      /** The newest instant that the log has told. */
      watermark: { key: 'rollup-time', belongs: 'everywhere' },
      rollup: { prefix: 'rollup/', belongs: 'device' },
    },
  },
  cases: { topic: 'alarms', group: 'cases', drained: true, remembers: {} },
  notifyMqtt: { topic: 'case-events', group: 'notify-mqtt', drained: false, remembers: {} },
  notifyWebhook: {
    topic: 'case-events',
    group: 'notify-webhook',
    only: 'with webhook',
    drained: false,
    remembers: {},
  },
  notifyRobot: {
    topic: 'case-events',
    group: 'notify-robot',
    only: 'with robots',
    drained: false,
    remembers: {},
  },
  notifyPush: {
    topic: 'case-events',
    group: 'notify-push',
    only: 'with push',
    drained: false,
    remembers: {},
  },
  sealPost: {
    topic: 'case-seals',
    group: 'seal-post',
    only: 'with seal post',
    drained: false,
    remembers: {},
  },
  alarmPoints: {
    topic: 'alarms',
    group: 'operations',
    only: 'with operations',
    drained: false,
    remembers: {},
  },
  casePoints: {
    topic: 'case-events',
    group: 'operations',
    only: 'with operations',
    drained: false,
    remembers: {},
  },
} as const satisfies Readonly<Record<string, Consumer>>

export const everyConsumer: readonly Consumer[] = Object.values(consumers)

/** Topics that go out to others (数据外送). */
export const outletTopics = ['readings', 'alarms'] as const
export type OutletTopic = (typeof outletTopics)[number]

const outletHead = 'outlet-'

/** Of one topic of an outlet. The configuration says which there are, and by its name each goes on where it was. */
export const outletConsumer = <Name extends OutletTopic>(name: string, topic: Name) =>
  ({ topic, group: `${outletHead}${name}`, drained: false, remembers: {} }) as const

/**
 * Whether retention waits for what a group has not read. For an outlet it does not: a receiver that is away for days must not
 * fill the log, and one that the configuration has no more never comes back.
 */
export const holdsTheLog = (group: string): boolean => !group.startsWith(outletHead)

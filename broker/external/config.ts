import { hostname } from 'node:os'

import { z } from 'zod'

import { duration } from '../../core/duration.ts'
import { hours, seconds } from '../../core/time.ts'
import { isFilter } from '../rights/filters.ts'

const url = /^(mqtts?|wss?):\/\/[^/\s]+/
const word = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/

const file = z.string().min(1).optional()

/** The name of the machine, so that a process that starts again takes up the sessions it left behind. */
const ownName = (): string =>
  `urban-brain-${hostname().replace(/[^A-Za-z0-9._:-]/g, '-')}`.slice(0, 64)

/** Settings of an MQTT broker that is not ours: its messages are read over a shared subscription. */
export const externalBrokerConfigSchema = z.strictObject({
  url: z.string().regex(url, 'the URL starts with mqtt://, mqtts://, ws:// or wss://'),
  username: z.string().min(1).optional(),
  password: z.string().min(1).optional(),
  /** Connection n is the client `<prefix>-<n>`. Stable over restarts, and no two processes may have the same one. */
  clientIdPrefix: z
    .string()
    .regex(word, 'a client id prefix is 1-64 letters, digits or . _ : -')
    .default(ownName),
  /**
   * Name of the share: every message goes to one connection of all that name it. `null` subscribes without a share, on
   * one connection that gets everything: for brokers that forget shares when they restart.
   */
  group: z
    .string()
    .regex(word, 'a group is 1-64 letters, digits or . _ : -')
    .nullable()
    .default('urban-brain'),
  /** Connections of this process; without a share always one. */
  connections: z.int().min(1).max(64).default(4),
  topics: z
    .array(
      z.string().refine(isFilter, 'a topic filter has 1-256 characters; # stands only at the end'),
    )
    .min(1)
    .default([
      ...['ub/v1/+/telemetry', 'ub/v1/+/status', 'ub/v1/+/event'],
      ...['ub/v1/+/reply', 'ub/v1/+/configured'],
    ]),
  /** 5 where the broker can. 4 is MQTT 3.1.1: the broker's own limit of messages in flight counts. */
  protocol: z.union([z.literal(4), z.literal(5)]).default(5),
  /** Messages of one connection that wait for the log (MQTT 5). */
  receiveMaximum: z.int().min(1).max(65_535).default(1_000),
  /** How long the broker keeps what waits for a connection that is away (MQTT 5). */
  sessionExpiry: duration(hours(24), 1_000),
  keepalive: z.int().min(5).max(3_600).default(30),
  connectTimeout: duration(seconds(10), 100),
  /** PEM files: who may sign the broker's certificate, and our own certificate with its key. */
  ca: file,
  cert: file,
  key: file,

  maxPayloadBytes: z.int().min(1_024).default(262_144),
  maxTopicLevels: z.int().min(4).max(100).default(8),
  maxTopicLength: z.int().min(64).max(1_024).default(256),
  /** Frames and bytes that may wait for the log, all connections together. */
  intakeFrames: z.int().min(1).default(131_072),
  intakeBytes: z
    .int()
    .min(65_536)
    .default(128 * 1_048_576),
})

export type ExternalBrokerConfig = z.output<typeof externalBrokerConfigSchema>

import { z } from 'zod'

import { duration } from '../core/duration.ts'
import { isOutsideName } from '../core/identity.ts'
import { hours, seconds } from '../core/time.ts'
import { certificateFilesSchema, type CertificateFiles } from '../runtime/certificate.ts'
import { isFilter } from './rights/filters.ts'

const port = z.int().min(0).max(65_535)

const filterSchema = z
  .string()
  .refine(
    isFilter,
    'a topic filter has 1-256 characters; + fills a level, # stands only at the end',
  )

/** A program or crew that connects with a token of its own and is no device. */
const serviceTokenSchema = z.strictObject({
  /** Its MQTT user name. It wins over a device of the same name. */
  name: z.string().refine(isOutsideName, 'a service name is 1-64 letters, digits or . _ : -'),
  /** SHA-256 of the token, hexadecimal. */
  tokenHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a token hash has 64 lower-case hexadecimal digits'),
  /** What it may publish. */
  publish: z.array(filterSchema).default([]),
  /** What it may subscribe to; a narrower filter than a listed one is allowed as well. */
  subscribe: z.array(filterSchema).default([]),
})

export type ServiceToken = z.output<typeof serviceTokenSchema>

/** MQTT over TLS, on ports of its own. */
const tlsSchema = certificateFilesSchema.extend({
  host: z.string().min(1).default('0.0.0.0'),
  port: port.default(8883),
  /** MQTT over WebSocket over TLS; null switches it off. */
  webSocketPort: port.nullable().default(null),
  /** Devices that prove themselves by a certificate (双向认证) whose common name or a DNS name is their id. */
  clients: z
    .strictObject({
      /** PEM file of the authorities whose certificates count. */
      ca: z.string().min(1),
      /** PEM file of what they have revoked. */
      crl: z.string().min(1).optional(),
      /** Whether these ports let in nobody without one; otherwise a token will do. */
      required: z.boolean().default(true),
    })
    .optional(),
})

export const filesOf = ({ cert, key, clients }: z.output<typeof tlsSchema>): CertificateFiles => ({
  cert,
  key,
  ca: clients?.ca,
  crl: clients?.crl,
})

const lanesSchema = z.strictObject({
  /** So far behind judging holds ordinary kinds back, until it is half as far; null: nothing is held back. */
  behind: duration(seconds(1), 100).nullable(),
  /** No publish is held back for longer: nobody shall take its device for silent. */
  longest: duration(seconds(20), 1_000),
})

export type LanesConfig = z.output<typeof lanesSchema>

/** Settings of the MQTT edge. Sizes are bytes. */
export const brokerConfigSchema = z.strictObject({
  host: z.string().min(1).default('0.0.0.0'),
  /** 0 takes any free port. */
  port: port.default(1883),
  /** MQTT over WebSocket, on any path; null switches it off. */
  webSocketPort: port.nullable().default(8083),
  tls: tlsSchema.optional(),
  /** A device that nobody registered may connect with this token; its frames become dead letters to adopt it by. */
  provisioningToken: z.string().min(16).max(256).optional(),
  serviceTokens: z.array(serviceTokenSchema).default([]),

  /** A larger payload is taken as a dead letter, cut at 64 KiB. */
  maxPayloadBytes: z.int().min(1_024).default(262_144),
  /** A packet that announces more closes its connection before it is read. */
  maxPacketBytes: z
    .int()
    .min(65_536)
    .max(64 * 1_048_576)
    .default(4 * 1_048_576),
  maxTopicLevels: z.int().min(4).max(100).default(8),
  maxTopicLength: z.int().min(64).max(1_024).default(256),

  /** Sockets open at the same time, over TCP and WebSocket together. */
  connections: z.int().min(1).default(50_000),
  /** Sockets of one address that have not proved who they are. Behind a translated address are many devices. */
  strangersPerAddress: z.int().min(1).default(5_000),
  /** Wrong names or tokens in a row from one address that nobody is connected from, after which it pauses; 0: never. */
  wrongProofsPerAddress: z.int().min(0).default(20),
  /** Sessions of one device at the same time, under `<device>` and `<device>/<anything>`. */
  sessionsPerDevice: z.int().min(1).default(8),
  subscriptionsPerClient: z.int().min(1).default(64),
  /** A socket that sent no CONNECT within this time is closed. */
  connectTimeout: duration(seconds(10), 100),
  /** Seconds of keep-alive that count for a client which asks for more, or for none; 0 takes what it asks for. */
  keepaliveLimit: z.int().min(0).max(65_535).default(7_200),
  /** A reader whose socket takes nothing for so long is closed. */
  drainTimeout: duration(seconds(20), 100),
  /** Bytes that may wait for one reader; above it live telemetry is left out and other messages close the connection. */
  readerBytes: z.int().min(65_536).default(1_048_576),
  /** Packets taken from one connection that wait for their acknowledgement; above it the socket is not read. */
  maxInflight: z.int().min(1).max(65_535).default(1_000),
  /** Messages kept for one persistent session, and their bytes; the oldest is dropped. */
  queueLimit: z.int().min(1).default(1_000),
  queueBytes: z
    .int()
    .min(4_096)
    .default(4 * 1_048_576),
  /** Bytes that wait for all persistent sessions together. */
  storedBytes: z
    .int()
    .min(65_536)
    .default(256 * 1_048_576),
  /** Persistent sessions kept of one name, and in all; the one that is away longest gives way. */
  storedSessionsPerName: z.int().min(1).default(64),
  storedSessions: z.int().min(1).default(200_000),
  /** How long an absent persistent session is kept. */
  sessionExpiry: duration(hours(24), 1_000),
  /** Messages fanned out at the same time; 0 is no limit, so that a slow reader holds nobody up. */
  concurrency: z.int().min(0).default(0),

  /** Publishes a second of one device; a faster one is slowed down. */
  publishRate: z.number().positive().default(2_000),
  publishBurst: z.number().min(1).default(4_000),

  /** When judging is behind, devices of urgent kinds go first (分道). */
  lanes: lanesSchema.prefault({}),
  /** Frames and bytes that may wait for the log, all connections together. */
  intakeFrames: z.int().min(1).default(131_072),
  intakeBytes: z
    .int()
    .min(65_536)
    .default(128 * 1_048_576),
})

export type BrokerConfig = z.output<typeof brokerConfigSchema>

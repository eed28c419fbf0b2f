import { z } from 'zod'

import { duration } from '../../core/duration.ts'
import { longestSegment } from '../../core/hj212/framing.ts'
import { longestBody } from '../../core/sl651/frame.ts'
import { hours, minutes, seconds } from '../../core/time.ts'
import { certificateFilesSchema } from '../../runtime/certificate.ts'

/** Settings of a listener for stations, whatever they speak. */
const listenerShape = {
  /** Their passwords come in clear: an address of a network of their own, or of this machine. */
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535),
  /** The same over TLS, on a port of its own. */
  tls: certificateFilesSchema
    .extend({
      host: z.string().min(1).default('0.0.0.0'),
      port: z.int().min(0).max(65_535),
    })
    .optional(),
  connections: z.int().min(1).default(10_000),
  /** Connections of one address that have sent no frame of a station. */
  strangersPerAddress: z.int().min(1).default(100),
  /** Unknown stations or wrong passwords in a row from one address without a known one, after which it pauses; 0: never. */
  wrongProofsPerAddress: z.int().min(0).default(20),
  /** A connection without such a frame is closed after this time. */
  firstFrame: duration(minutes(5), 100),
  /** One that has sent none for so long as well; the longest interval of both standards is an hour. */
  silence: duration(minutes(70), 100),
  /** Frames a second of one connection; a faster one is slowed down. */
  frameRate: z.number().positive().default(50),
  frameBurst: z.number().min(1).default(500),
  /** Frames of one connection that wait for the log; above it the socket is not read. */
  maxInflight: z.int().min(1).default(100),
  /** Dead letters a second that frames of nobody make; more are counted alone. */
  letterRate: z.number().positive().default(10),
  letterBurst: z.number().min(1).default(100),
}

export const hj212ConfigSchema = z.strictObject({
  ...listenerShape,
  /** A station without a connection for so long is offline; some come back for each frame. */
  offlineAfter: duration(minutes(5), 100),
  /** 超时时间: a command that was not answered for so long is sent again (HJ 212-2017, Table 1). */
  overtime: duration(seconds(10), 100),
  /** 重发次数: so often on one connection. */
  recount: z.int().min(0).max(99).default(3),
  /** Bytes of a data segment; the standard has 1024. */
  segmentBytes: z.int().min(64).max(9_999).default(longestSegment),
})

export const sl651ConfigSchema = z.strictObject({
  ...listenerShape,
  /** Most stations hang up when they are confirmed, and come back with the report of the next hour. */
  offlineAfter: duration(hours(2), 100),
  /** Bytes of a body, as the standard has it. */
  bodyBytes: z.int().min(64).max(longestBody).default(longestBody),
})

export type Hj212Config = z.output<typeof hj212ConfigSchema>
export type ListenerConfig = Omit<Hj212Config, 'segmentBytes' | 'overtime' | 'recount'>

export interface StationsConfig {
  readonly hj212?: Hj212Config | undefined
  readonly sl651?: z.output<typeof sl651ConfigSchema> | undefined
}

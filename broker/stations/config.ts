import { z } from 'zod'

import { duration } from '../../core/duration.ts'
import { longestSegment } from '../../core/hj212/framing.ts'
import { minutes } from '../../core/time.ts'
import { certificateFilesSchema } from '../../runtime/certificate.ts'

/** Settings of the listener for stations that speak HJ 212. */
export const stationsConfigSchema = z.strictObject({
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
  /** A connection without such a frame is closed after this time. */
  firstFrame: duration(minutes(5), 100),
  /** One that has sent none for so long as well; the longest interval of the standard is an hour. */
  silence: duration(minutes(70), 100),
  /** A station without a connection for so long is offline; some come back for each frame. */
  offlineAfter: duration(minutes(5), 100),
  /** Bytes of a data segment; the standard has 1024. */
  segmentBytes: z.int().min(64).max(9_999).default(longestSegment),
  /** Frames a second of one connection; a faster one is slowed down. */
  frameRate: z.number().positive().default(50),
  frameBurst: z.number().min(1).default(500),
  /** Frames of one connection that wait for the log; above it the socket is not read. */
  maxInflight: z.int().min(1).default(100),
  /** Dead letters a second that frames of nobody make; more are counted alone. */
  letterRate: z.number().positive().default(10),
  letterBurst: z.number().min(1).default(100),
})

export type StationsConfig = z.output<typeof stationsConfigSchema>

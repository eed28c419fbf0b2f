/** Enrolment of devices in batches (批次入网): a code that the devices of a batch share, with which each gets its credential once. */
import { z } from 'zod'

import type { DeviceId } from './identity.ts'
import { instantSchema } from './record-schemas.ts'
import type { Instant } from './time.ts'

export const enrolmentBatchSchema = z
  .object({
    /** `E` and twelve hexadecimal digits; no secret. */
    id: z.string(),
    name: z.string(),
    by: z.string(),
    at: instantSchema,
    /** Nobody enrols from here on. */
    until: instantSchema,
    revoked: z.object({ by: z.string(), at: instantSchema }).readonly().exactOptional(),
  })
  .readonly()
export type EnrolmentBatch = z.output<typeof enrolmentBatchSchema>

interface CountedBatch extends EnrolmentBatch {
  readonly devices: number
  /** Of them, how many have enrolled. */
  readonly enrolled: number
}

export interface EnrolledDevice {
  readonly device: DeviceId
  readonly enrolled?: Instant
}

interface Enrolment {
  readonly device: DeviceId
  /** SHA-256 of the code of the batch, hexadecimal. */
  readonly code: string
  /** SHA-256 of the token that it will connect with, hexadecimal. */
  readonly credential: string
  readonly at: Instant
}

/** In the register of devices. */
export interface Enrolments {
  /** `code`: its SHA-256, hexadecimal. Refused with `device-unknown` when one of the devices is not registered, and then nothing is kept. */
  add(batch: EnrolmentBatch, code: string, devices: readonly DeviceId[]): Promise<void>
  /** Newest first. */
  list(limit: number): Promise<readonly CountedBatch[]>
  /** By their ids; undefined when there is no such batch. */
  devices(batch: string): Promise<readonly EnrolledDevice[] | undefined>
  /** False when there is no such batch. One that is revoked stays as it is. */
  revoke(batch: string, by: string, at: Instant): Promise<boolean>
  /**
   * Gives the device its credential, once: it is of the batch of that code, which is in force, and has no credential yet.
   * Asking again for the same credential, as after an answer that was lost, is granted again. False: refused, whatever for.
   */
  enrol(enrolment: Enrolment): Promise<boolean>
}

/** What rules had devices do (联动), and the switch by which people hold that. */
import { z } from 'zod'

import type { DeviceCommand } from './device-command.ts'
import type { AlarmId, DeviceId } from './identity.ts'
import { instantSchema, keptText } from './record-schemas.ts'

export const linkHoldSchema = z
  .object({
    /** Left out: all devices of the city. */
    device: keptText<DeviceId>().exactOptional(),
    /** False: links go on. */
    held: z.boolean(),
    by: z.string(),
    at: instantSchema,
    reason: z.string(),
  })
  .readonly()
export type LinkHold = z.output<typeof linkHoldSchema>

/** In the register of devices. */
export interface Links {
  /** Gives the command of a rule; one with the same number that was given before stays, and where links are held none is given. */
  start(command: DeviceCommand): Promise<'given' | 'known' | 'held'>
  /** What was told because of an alarm, oldest first. */
  of(alarm: AlarmId): Promise<readonly DeviceCommand[]>
  hold(edit: LinkHold): Promise<void>
  /** What is held now, the city first. */
  held(): Promise<readonly LinkHold[]>
  /** Newest first. */
  holds(limit: number): Promise<readonly LinkHold[]>
}

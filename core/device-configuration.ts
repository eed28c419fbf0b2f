/** What a device should be set to (期望配置) and what it says that it is set to (上报配置). */
import { z } from 'zod'

import type { DeviceId } from './identity.ts'
import { instantSchema, keptText } from './record-schemas.ts'
import type { Instant } from './time.ts'

/** By name; of a switch 0 or 1. */
const valuesSchema = z.record(z.string(), z.number()).readonly()

export const deviceConfigurationSchema = z
  .object({
    device: keptText<DeviceId>(),
    /** Of what is desired; it grows with every change of it, and is 0 before the first. */
    version: z.number(),
    desired: valuesSchema,
    /** Who desired it last, when and why. */
    set: z
      .object({ by: z.string(), at: instantSchema, reason: z.string() })
      .readonly()
      .exactOptional(),
    /** The newest version that the broker has, and how often it went out. */
    sent: z
      .object({ version: z.number(), at: instantSchema, times: z.number() })
      .readonly()
      .exactOptional(),
    reported: z
      .object({
        /** The newest version that the device has heard, where it says so. */
        version: z.number().exactOptional(),
        values: valuesSchema,
        at: instantSchema,
        /** Why it did not take that version, in its words. */
        refused: z.string().exactOptional(),
      })
      .readonly()
      .exactOptional(),
    /** Since when it is in the state that it is in. */
    since: instantSchema,
    /** When it goes out (again); absent where nothing is to be sent. */
    due: instantSchema.exactOptional(),
  })
  .readonly()
export type DeviceConfiguration = z.output<typeof deviceConfigurationSchema>

export const configurationStates = [
  /** Nothing is desired of it. */
  'unset',
  /** The newest version did not go out yet. */
  'waiting',
  /** It went out, and the device did not say that it has it. */
  'sent',
  /** Everything that is desired is reported. */
  'same',
  /** It has the newest version, and says other values. */
  'different',
  /** It has the newest version, and does not name some of what is desired. */
  'unsupported',
  /** It said why it does not take the newest version. */
  'refused',
] as const
export type ConfigurationState = (typeof configurationStates)[number]

/** Somebody should look: the device has what is desired, and is set otherwise. */
export const differingStates = [
  'different',
  'unsupported',
  'refused',
] as const satisfies readonly ConfigurationState[]

export interface ConfigurationOrder {
  readonly device: DeviceId
  /** Null: nothing is desired of that setting any more. The others stay. */
  readonly values: Readonly<Record<string, number | null>>
  readonly by: string
  readonly at: Instant
  readonly reason: string
  /** The version that was looked at. */
  readonly seen?: number | undefined
}

export type ConfigurationFact =
  | { readonly fact: 'sent'; readonly version: number; readonly at: Instant }
  /** It cannot be sent now, for a reason that takes time. */
  | { readonly fact: 'postponed'; readonly at: Instant }
  | ({ readonly fact: 'reported' } & NonNullable<DeviceConfiguration['reported']>)

export type ToldOfConfiguration = ConfigurationFact & { readonly device: DeviceId }

export interface HeardOfConfiguration {
  readonly outcome: 'changed' | 'known'
  readonly configuration: DeviceConfiguration
}

/** Configurations of devices, in the register of devices; each change of what is desired is an edit of the device as well. */
export interface DeviceConfigurations {
  find(device: DeviceId): Promise<DeviceConfiguration | undefined>
  /**
   * All or nothing, in the order that was given. One that asks for nothing new changes nothing. Where `seen` is another version by
   * now the call rejects with `version-conflict`.
   */
  set(orders: readonly ConfigurationOrder[]): Promise<readonly DeviceConfiguration[]>
  /** All in one, in the order that was given. */
  tell(facts: readonly ToldOfConfiguration[]): Promise<readonly HeardOfConfiguration[]>
  /** To be sent at that instant, longest due first. */
  due(at: Instant, limit: number): Promise<readonly DeviceConfiguration[]>
  /** In one of those states, by device, behind `after`. */
  in(
    states: readonly ConfigurationState[],
    after: string,
    limit: number,
  ): Promise<readonly DeviceConfiguration[]>
}

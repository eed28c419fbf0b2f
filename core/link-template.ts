/** Links (联动): what devices do by themselves because an alarm is raised, as its rule says. */
import type { DeviceCommandName } from './device-command-table.ts'
import type { DeviceId, RuleId } from './identity.ts'
import type { Kind } from './kinds.ts'
import type { Severity } from './severity.ts'

/** What a rule may have done, each for so many seconds, and what ends it. Valves stay with people. */
export const linkStops = {
  'spray-on': 'spray-off',
  'siren-on': 'siren-off',
} as const satisfies Partial<Record<DeviceCommandName, DeviceCommandName>>

export type LinkCommand = keyof typeof linkStops

export const linkCommands = ['spray-on', 'siren-on'] as const satisfies readonly LinkCommand[]

/** Devices that one alarm has do something. */
export const mostLinked = 16

/** As the rule has it, in the alarm that it raised. */
export interface LinkTemplate {
  readonly command: LinkCommand
  readonly arguments: { readonly seconds: number }
  /** The device of the alarm, others by name, or those of a kind in its cell. */
  readonly to:
    | 'own'
    | { readonly devices: readonly DeviceId[] }
    | { readonly kind: Kind; readonly within: 'cell' }
  /** The mildest alarm that it is for. */
  readonly from?: Severity
  /** Not while one of these rules has an alarm of the device that would do it, or of the alarm's. */
  readonly unless?: readonly RuleId[]
  /** Only in these hours of the week, on the city's clocks. */
  readonly hours?: string
  /** At most once in so many milliseconds, of each device. */
  readonly every?: number
  /** It is ended when the alarm clears. */
  readonly stop: boolean
}

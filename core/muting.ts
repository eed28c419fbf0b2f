/** What a desk holds back, for whoever counts alarms: a port of the register of cases. */
import type { Device } from './device.ts'
import type { AlarmId, RuleId } from './identity.ts'
import type { Severity } from './severity.ts'
import type { Instant } from './time.ts'

interface MutableAlarm {
  readonly alarm: AlarmId
  readonly rule: RuleId
  readonly severity: Severity
  readonly device: Device
  /** It tells that the device is silent, which may be the silence of its gateway. */
  readonly silence: boolean
}

export interface Muting {
  /** Reads what is held back now; `silences` are the rules on silence of whose alarms it is asked. */
  follow(silences: readonly RuleId[]): Promise<void>
  /** Whether it is held back at an instant of our clock. */
  mutes(alarm: MutableAlarm, at: Instant): boolean
  /** A text that changes whenever `mutes` may say otherwise than before. */
  mark(at: Instant): string
}

export const mutesNothing: Muting = {
  follow: () => Promise.resolve(),
  mutes: () => false,
  mark: () => '',
}

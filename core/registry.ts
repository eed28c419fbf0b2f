import type { Device } from './device.ts'
import type { DeviceCommands } from './device-command.ts'
import type { DeviceConfigurations } from './device-configuration.ts'
import type { DeviceEdit, Editing } from './device-edit.ts'
import type { DeviceId } from './identity.ts'
import type { Enrolments } from './enrolment.ts'
import type { Links } from './link.ts'
import type { RuleVersions } from './rule-versions.ts'
import type { Instant } from './time.ts'

/** A device with the hash of its credential (SHA-256 of the token, hexadecimal) and the revision it was changed in. */
export interface RegisteredDevice {
  readonly device: Device
  readonly credential?: string
  readonly revision: number
}

/** A name that sent something and that nobody has registered. */
export interface UnknownDevice {
  readonly id: DeviceId
  readonly firstSeen: Instant
  readonly lastSeen: Instant
  readonly frames: number
  /** The last body it sent, as text, cut at 512 characters. */
  readonly sample: string
}

/**
 * The register of devices. Revisions grow by one with every changed row and never repeat, so readers follow it by
 * asking for what changed since the last one they saw.
 */
export interface Registry extends AsyncDisposable {
  /** Rows changed after `revision`, oldest change first, at most `limit`. */
  changes(revision: number, limit: number): Promise<readonly RegisteredDevice[]>
  /**
   * All or nothing. A row that says nothing new keeps its revision. `seen` holds what was decided upon: a revision for
   * each device that was looked at, 0 where none was registered. When one has another revision by now the call rejects
   * with `version-conflict`, and nothing is written: look again and decide again.
   */
  put(
    devices: readonly Device[],
    seen?: ReadonlyMap<DeviceId, number>,
    editing?: Editing,
  ): Promise<void>
  /** What was put by somebody (`editing`) and changed the device, newest first. */
  edits(device: DeviceId, limit: number): Promise<readonly DeviceEdit[]>
  /** When each device came that somebody added at `from` or later; of one that is known longer there is nothing. */
  addedSince(from: Instant): Promise<ReadonlyMap<DeviceId, Instant>>
  /** Replaces the credential; `devices` without a row are refused with `device-unknown`, and then none is set. */
  setCredentials(credentials: ReadonlyMap<DeviceId, string>): Promise<void>
  /** Counts frames of unregistered names. Repeating a sighting only makes the count too high. */
  sighted(unknown: readonly Omit<UnknownDevice, 'firstSeen'>[]): Promise<void>
  /** Most recently seen first, those that were registered meanwhile left out. */
  unknown(limit: number): Promise<readonly UnknownDevice[]>
  /** What people made of the rules; it stands in the same register. */
  readonly rules: RuleVersions
  readonly commands: DeviceCommands
  readonly configurations: DeviceConfigurations
  readonly links: Links
  readonly enrolments: Enrolments
}

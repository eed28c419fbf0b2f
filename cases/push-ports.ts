import type { PushDevice } from './life/push-device.ts'

/** Browsers that people allowed to be told by Web Push, and the key of our calls. */
export interface PushStore {
  /** Of the person, or of everybody; the oldest first. */
  pushDevices(person?: string): Promise<readonly PushDevice[]>
  /** In the place of the one of this id, whosever it was. Of more than `most` of the person the oldest go. */
  putPushDevice(device: PushDevice, most: number): Promise<void>
  /** Whether it was there; of a person, whether it was theirs. */
  endPushDevice(id: string, person?: string): Promise<boolean>
  /** Of somebody whose account is disabled; how many it were. */
  endPushDevicesOf(person: string): Promise<number>
  /** The private key that calls are signed with; `fresh` from now on when there was none. */
  pushKey(fresh: string): Promise<string>
}

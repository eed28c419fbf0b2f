import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/**
 * Makes the calling thread yield to the others of the machine. Linux schedules threads, and a thread's own number is
 * what /proc/thread-self ends with; elsewhere nothing happens. Lowering one's own priority needs no right.
 */
export function yieldToOthers(niceness: number): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (Number.isInteger(thread)) setPriority(thread, niceness)
  } catch {
    // Not Linux, or not allowed: then all threads are equal.
  }
}

/** What the memory of this process is made of. */
import { readFileSync } from 'node:fs'

export interface Resident {
  /** Bytes that are ours alone: heaps, buffers, caches of the engines. */
  readonly anonymous: number
  /** Bytes of files that are mapped, above all of the log. The system takes them back when it needs them. */
  readonly file: number
}

/** Reads the text of `/proc/<pid>/status`. */
export function residentOf(status: string): Resident {
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1_024
  return { anonymous: bytes('RssAnon'), file: bytes('RssFile') + bytes('RssShmem') }
}

/** Of this process; undefined where the system does not tell them apart. */
export function resident(): Resident | undefined {
  try {
    return residentOf(readFileSync('/proc/self/status', 'utf8'))
  } catch {
    return undefined
  }
}

import { z } from 'zod'

/** What a process can do. `series` stores readings, `cases` runs the case desk, `notify` tells crews. */
export const roleNames = ['broker', 'ingest', 'rules', 'series', 'cases', 'notify', 'api'] as const
export type Role = (typeof roleNames)[number]

export const rolesSchema = z
  .string()
  .transform((text) => text.split(',').map((word) => word.trim()))
  .pipe(z.array(z.enum(roleNames)).min(1))

/**
 * Which roles share a thread in the embedded run. The broker answers devices and has a thread for itself; ingest and
 * rules are the arithmetic; the rest waits for disks and people. The API asks the series and case stores of its thread.
 */
export const threads: Readonly<Record<'edge' | 'brain' | 'desk', readonly Role[]>> = {
  edge: ['broker'],
  brain: ['ingest', 'rules'],
  desk: ['series', 'cases', 'notify', 'api'],
}

export type ThreadName = keyof typeof threads
export const threadNames = Object.keys(threads) as readonly ThreadName[]

import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'

/** What engines keep beside a file belongs to it. */
const behind = ['', '-wal', '-shm', '.wal']

/** Gives a store another name within the data folder. */
export function moveAside(data: string, name: string, to: string): void {
  for (const end of behind)
    if (existsSync(join(data, name + end))) renameSync(join(data, name + end), join(data, to + end))
}

/** Whether the servers of a configuration are those of one city. */
import { everyConsumer } from '../../core/consumers.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DurableLog } from '../../core/log.ts'

export interface RegisterServer {
  /** As the configuration names it. */
  readonly url: string
  /** Whether no register was ever opened there. */
  holdsNothing(): Promise<boolean>
}

/**
 * Whoever writes to the log has opened the registers before, so a log with records beside a database with none means that
 * the registers were lost, or that this is another database: every device would be a stranger, and new cases would begin
 * beside those that nobody sees. Throws `store-missing`.
 */
export async function mustBeOfOneCity(log: DurableLog, server: RegisterServer): Promise<void> {
  if (!(await server.holdsNothing()) || !(await hasRecords(log))) return
  // Another process of the same first start may have opened them in between, and written.
  if (!(await server.holdsNothing())) return
  throw new UrbanBrainError(
    'store-missing',
    `${nameOf(server.url)} holds no registers, and the log of this city has records: bring the right database back, or its backup, or give the registers up for good: urban-brain forget postgres`,
  )
}

async function hasRecords(log: DurableLog): Promise<boolean> {
  for (const { topic, group } of everyConsumer)
    if ((await log.positions(topic, group)).some(({ next }) => next > 0)) return true
  return false
}

/** Without who signs in. */
function nameOf(url: string): string {
  const { hostname, port, pathname } = new URL(url)
  return `PostgreSQL at ${hostname}:${port === '' ? '5432' : port}, database ${pathname.slice(1)},`
}

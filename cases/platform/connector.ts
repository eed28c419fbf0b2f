/**
 * The outbox to the platform of the city: every event of every case goes there, those of one case one after the other, each at
 * least once under a key of its own. How far it has each case are rows of the register, so nothing is lost with this process;
 * one process does it at a time, and begins where the one before it had come to.
 */
import { isRetryable, messageOf } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import { plus, seconds, type Clock } from '../../core/time.ts'
import { background, repeated } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import { Commits } from '../../runtime/commits.ts'
import { caseOf } from '../life/history.ts'
import type { PlatformCase, PlatformCounts, PlatformLink, PlatformStep } from '../platform-ports.ts'
import type { CaseStore } from '../ports.ts'
import type { Mapping } from './decide/mapping.ts'
import { platformMessage, toldBy } from './decide/message.ts'
import { pauseAfter } from './decide/pause.ts'

export interface ConnectorDeps {
  readonly clock: Clock
  readonly observer: Observer
  readonly store: CaseStore
  /** Announced when a case has new events. */
  readonly commits: Commits
  readonly link: PlatformLink
  readonly mapping: Mapping
  /** Before the second try of an event; it doubles each time, up to the longest. Milliseconds. */
  readonly pause: number
  readonly longestPause: number
}

const reader = 'platform'
const page = 500
/** Cases that are sent at the same time. */
const parallel = 8
/** Events come from other processes too, which wake nobody here. */
const look = seconds(1)
const count = seconds(5)

export function createConnector(deps: ConnectorDeps): Component {
  const { store, clock, observer } = deps
  let counts: PlatformCounts = { waiting: 0, refused: 0 }
  const component = background('platform', observer, {
    send: repeated('platform', { clock, observer }, async (signal) => {
      await store.underLease('platform', (held) => sending(deps, held), signal)
      await clock.sleep(look, signal).catch(() => {})
    }),
    count: repeated('platform-count', { clock, observer }, async (signal) => {
      counts = await store.platformCounts()
      observer.gauge('platform.cases.waiting', counts.waiting)
      observer.gauge('platform.cases.refused', counts.refused)
      await clock.sleep(count, signal).catch(() => {})
    }),
  })
  return {
    ...component,
    warning: () =>
      counts.refused === 0
        ? undefined
        : `the platform of the city refused ${counts.refused} cases, whose events wait; \`cases platform\` names them`,
  }
}

async function sending(deps: ConnectorDeps, signal: AbortSignal): Promise<void> {
  const { store, clock, observer, commits } = deps
  const busy = new Map<CaseId, Promise<void>>()
  const wake = new Commits(clock)
  let position: number | undefined

  /** Resolves with whether there may be more. */
  const take = async (): Promise<boolean> => {
    position ??= await store.position(reader)
    const events = await store.since(position, page)
    const last = events.at(-1)
    if (last === undefined) return false
    await store.addToPlatform(
      new Map(events.map(({ record }) => [record.case, record.version])),
      clock.now(),
    )
    // Behind the rows: a crash between adds them once more.
    await store.setPosition(reader, last.record.sequence)
    position = last.record.sequence
    return events.length === page
  }

  const begin = (row: PlatformCase) => {
    const work = sendOrPark(deps, row, signal)
      .catch(async (error: unknown) => {
        if (signal.aborted) return
        observer.emit('task.failed', { task: 'platform', message: messageOf(error) })
        await clock.sleep(seconds(1), signal).catch(() => {})
      })
      .finally(() => {
        busy.delete(row.case)
        wake.announce()
      })
    busy.set(row.case, work)
  }

  const turn = repeated('platform', deps, async (ending) => {
    const { generation } = wake
    const more = await take()
    const free = parallel - busy.size
    const now = clock.now()
    // Nothing waits longer than the longest pause: what seems to was written before the clock was set back.
    const times = { before: now, after: plus(now, deps.longestPause) }
    const due = free > 0 ? await store.dueToPlatform(times, [...busy.keys()], free) : []
    for (const row of due) begin(row)
    if (!more) await wake.after(generation, look, ending)
  })
  const hear = async () => {
    while (!signal.aborted) {
      await commits.after(commits.generation, look, signal)
      wake.announce()
    }
  }
  try {
    await Promise.all([turn(signal), hear()])
  } finally {
    await Promise.all(busy.values())
  }
}

/** What time does not mend, such as a record that cannot be read, holds up that case alone. */
async function sendOrPark(
  deps: ConnectorDeps,
  row: PlatformCase,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sendCase(deps, row, signal)
  } catch (error) {
    if (signal.aborted || isRetryable(error)) throw error
    const { store, clock, observer } = deps
    const message = messageOf(error)
    const refused = { at: clock.now(), reason: message }
    if (await store.stepToPlatform(row, { ...row, refused }))
      observer.emit('platform.refused', { case: row.case, version: row.taken + 1, message })
  }
}

/** Sends what the platform lacks of one case until it has all, fails or refuses. */
async function sendCase(
  deps: ConnectorDeps,
  from: PlatformCase,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock, observer, link, mapping } = deps
  const records = await store.load(from.case)
  let state = caseOf(from.case, records, from.taken)
  let row = from
  while (row.taken < row.newest && !signal.aborted) {
    const version = row.taken + 1
    const told = toldBy(records, version, state)
    const message =
      told === undefined
        ? `the register has no event ${version} of the case`
        : platformMessage(mapping, told)
    const answer =
      typeof message === 'string'
        ? ({ outcome: 'refused', reason: message } as const)
        : await link.send(message, signal)
    if (answer.outcome === 'failed' && signal.aborted) return
    const tried = { case: row.case, version }
    const attempts = row.attempts + 1
    const now = clock.now()
    let step: PlatformStep
    if (answer.outcome === 'taken') step = { taken: version, attempts: 0, next: now }
    else {
      const { reason } = answer
      step = { taken: row.taken, attempts, next: plus(now, pauseAfter(attempts, deps)) }
      if (answer.outcome === 'refused') step = { ...step, refused: { at: now, reason } }
    }
    // Somebody else, who has the lease now, went on with it.
    if (!(await store.stepToPlatform(row, step))) return
    if (answer.outcome === 'taken') observer.emit('platform.taken', tried)
    else {
      const { outcome, reason } = answer
      const event = outcome === 'refused' ? 'platform.refused' : 'platform.failed'
      observer.emit(event, { ...tried, message: reason })
      return
    }
    row = { ...row, ...step }
    state = told?.state
  }
}

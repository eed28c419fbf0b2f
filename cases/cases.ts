import { setImmediate as breath } from 'node:timers/promises'

import { repeated } from '../runtime/background.ts'
import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import type { AlarmTransition } from '../core/alarm.ts'
import { consumers } from '../core/consumers.ts'
import type { Observer } from '../core/observer.ts'
import type { DurableLog } from '../core/log.ts'
import { stage } from '../runtime/stage.ts'
import { nextTurn } from '../runtime/turns.ts'
import { days, hours, minutes, seconds, type Clock } from '../core/time.ts'
import { alarmIntake } from './desk/alarm-intake.ts'
import { calendarWarning, settleDeadlines } from './desk/calendar-watch.ts'
import { Catalogue } from './desk/catalogue.ts'
import { Commits } from '../runtime/commits.ts'
import type { CasesConfig } from './config.ts'
import { caseContext } from './desk/context.ts'
import { sweepDeadlines } from './desk/deadlines.ts'
import { planEscalations } from './desk/escalation-sweep.ts'
import { createDesk, type CaseDesk } from './desk/desk.ts'
import type { DispatchTable } from './life/dispatch.ts'
import type { CaseStore } from './ports.ts'
import { sweepPersonal } from './desk/personal-watch.ts'
import { PatrolTasks } from './desk/patrol-tasks.ts'
import { relay } from './desk/relay.ts'
import { lastSeal } from './desk/sealing.ts'
import { DeadlineAudit } from './desk/deadline-audit.ts'
import { dutyWarning, takeOverWatch } from './desk/duty-watch.ts'
import { watchCauses } from './desk/cause-watch.ts'
import { releaseAlarms } from './desk/suppression-watch.ts'
import type { Calendar } from './life/working-time.ts'

export interface CasesDeps {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
  readonly store: CaseStore
  /** What the files of the city folder say. */
  readonly table: DispatchTable
  readonly calendar: Calendar
  readonly config: CasesConfig
  /** What the alarm has devices do; told of each that the register has taken, again after a crash. */
  readonly linked?: (transition: AlarmTransition) => Promise<void>
  /** Of the grid, six digits each; left out: there is none to give a case to. */
  readonly districts?: ReadonlySet<string>
}

export interface Cases extends Component {
  /** For the API and the notifiers; works from the moment of creation. */
  readonly desk: CaseDesk
  readonly commits: Commits
  /** Whether the sweep missed a deadline. */
  readonly audit: DeadlineAudit
  readonly catalogue: Catalogue
  readonly patrols: PatrolTasks
}

/** What others committed shows in the gauges so much later at most; what was committed here with the next sweep. */
const countAgainAfter = seconds(10)

/** Alarms in, cases kept, deadlines watched, case events out. The store stays open; whoever opened it closes it. */
export function createCases(deps: CasesDeps): Cases {
  const { log, clock, observer, directory, store, calendar, config, districts } = deps
  const { personal } = config.notices
  const commits = new Commits(clock)
  const catalogue = new Catalogue({ store, clock, table: deps.table, calendar })
  const { table } = catalogue
  const { escalation } = table
  const context = caseContext({ config, calendar, table, directory, districts })
  const desk = createDesk({ store, clock, observer, commits, context, catalogue })
  const shared = { store, desk, clock, observer, directory, calendar, table, config }
  const intake = alarmIntake(shared)
  const causeWatch = watchCauses({ ...shared, intake })

  let batches = 0
  let counted = { generation: -1, batches: 0, next: 0 }
  const count = async () => {
    const { generation } = commits
    const isKnown = counted.generation === generation && counted.batches === batches
    if (isKnown && clock.elapsed() < counted.next) return
    const told = { generation, batches, next: clock.elapsed() + countAgainAfter }
    const { open, standingAlarms } = await store.summary()
    counted = told
    observer.gauge('cases.open', open)
    observer.gauge('alarms.open', standingAlarms)
  }

  const patrols = new PatrolTasks({ ...shared, catalogue })
  const audit = new DeadlineAudit({ store, clock, observer, escalation, config })
  const forgotten = async () => (await lastSeal(log))?.beside?.forgotten ?? 0
  let personalNext = 0
  const takeOver = takeOverWatch(shared)
  let takeOverNext = 0
  let gap: string | undefined
  let late: string | undefined

  const component = stage({
    ...{ log, clock, observer },
    name: 'cases',
    consumer: consumers.cases,
    consume: { maxRecords: 256 },
    async work({ records }) {
      for (const { value } of records) {
        await intake.take(value)
        await deps.linked?.(value)
        // SQLite answers at once: without a breath nobody is told of the first case, and no page served, until the last alarm is in.
        await breath()
      }
      batches += 1
      return {}
    },
    beside: {
      deadlines: repeated('case-deadlines', { clock, observer }, async (signal) => {
        await sweepDeadlines({ store, desk, clock, calendar, escalation, personal }, signal)
        await releaseAlarms({ store, intake, clock, calendar }, signal)
        await causeWatch(signal)
        if (clock.elapsed() >= personalNext) {
          await sweepPersonal({ store, clock, observer, config, forgotten }, signal)
          gap = await dutyWarning(shared)
          personalNext = clock.elapsed() + hours(1)
        }
        if (clock.elapsed() >= takeOverNext) {
          late = await takeOver()
          takeOverNext = clock.elapsed() + minutes(1)
        }
        await count()
        await nextTurn(clock, config.sweep, signal)
      }),
      // Apart: what is wrong with a plan keeps no deadline waiting.
      patrols: repeated('patrols', { clock, observer }, async (signal) => {
        await patrols.sweep(signal)
        await clock.sleep(seconds(20), signal).catch(() => {})
      }),
      calendar: repeated('case-calendar', { clock, observer }, async (signal) => {
        await settleDeadlines(store, desk, signal)
        await planEscalations({ store, desk, clock, escalation }, signal)
        while (!signal.aborted) {
          const message = calendarWarning(calendar, clock.now())
          if (message !== undefined) observer.emit('calendar.running-out', { message })
          await clock.sleep(days(1), signal).catch(() => {})
        }
      }),
      audit: async (signal) => {
        // What passed while nothing ran is the sweep's to find first.
        await clock.sleep(config.audit.grace, signal).catch(() => {})
        while (!signal.aborted) {
          await audit.check()
          await clock.sleep(config.audit.every, signal).catch(() => {})
        }
      },
      relay: relay({ store, log, commits, clock, observer }),
    },
  })
  return {
    ...component,
    warning: () => audit.warning() ?? calendarWarning(calendar, clock.now()) ?? gap ?? late,
    desk,
    audit,
    commits,
    catalogue,
    patrols,
  }
}

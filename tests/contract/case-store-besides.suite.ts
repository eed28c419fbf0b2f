import type { CaseStore } from '../../cases/ports.ts'
import { alarmListSuite } from './case-store-alarm-lists.suite.ts'
import { escalationSuite } from './case-store-escalation.suite.ts'
import { factsSuite } from './case-store-facts.suite.ts'
import { frozenSuite } from './case-store-frozen.suite.ts'
import { patrolSuite } from './case-store-patrols.suite.ts'
import { personalSuite } from './case-store-personal.suite.ts'
import { pushSuite } from './case-store-push.suite.ts'
import { platformSuite } from './case-store-platform.suite.ts'
import { reporterSuite } from './case-store-reporter.suite.ts'
import { waitingSuite } from './case-store-waiting.suite.ts'

/** What stands beside the record of a case: who reported it, what waits for a decision, when its next step of escalation is told. */
export function besidesSuite(fresh: () => Promise<CaseStore>, name: string): void {
  reporterSuite(fresh, name)
  escalationSuite(fresh)
  factsSuite(fresh)
  patrolSuite(fresh)
  personalSuite(fresh)
  pushSuite(fresh)
  platformSuite(fresh)
  frozenSuite(fresh)
  waitingSuite(fresh)
  alarmListSuite(fresh)
}

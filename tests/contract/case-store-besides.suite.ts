import type { CaseStore } from '../../cases/ports.ts'
import { escalationSuite } from './case-store-escalation.suite.ts'
import { reporterSuite } from './case-store-reporter.suite.ts'

/** What stands beside the record of a case: who reported it, when its next step of escalation is told. */
export function besidesSuite(fresh: () => Promise<CaseStore>, name: string): void {
  reporterSuite(fresh, name)
  escalationSuite(fresh)
}

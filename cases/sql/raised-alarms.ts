import type { Kysely } from 'kysely'

import type { Scope } from '../../core/scope.ts'
import type { Instant } from '../../core/time.ts'
import type { CaseTables } from './case-tables.ts'
import { alarmWithin } from './scope.ts'

/** Of an alarm whose beginning nobody saw it is not known when it was raised. */
export const raised = (database: Kysely<CaseTables>, from: Instant, to: Instant, scope: Scope) =>
  database
    .selectFrom('alarms')
    .where('raised_at', '>=', from)
    .where('raised_at', '<', to)
    .where('outcome', '!=', 'before-raised')
    .where(alarmWithin(scope))

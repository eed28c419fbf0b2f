/** What a list of alarms is asked for, as the store has it. */
import type { Scope } from '../../../core/scope.ts'
import type { AlarmFilter } from '../../filter-ports.ts'
import type { Calendar } from '../../life/working-time.ts'
import { daysIn, type AskedDays } from './days.ts'

type Asked = AskedDays &
  Pick<AlarmFilter, 'standing' | 'device' | 'rule' | 'suppression' | 'foldedInto' | 'cell'>

export const alarmQuestion = (
  { from, to, ...asked }: Asked,
  scope: Scope,
  offset: Calendar['offset'],
): AlarmFilter => ({ ...asked, scope, raised: daysIn({ from, to }, offset) })

/** What a list of alarms is asked for, as the store has it. */
import type { z } from 'zod'

import type { Scope } from '../../core/scope.ts'
import type { AlarmFilter } from '../filter-ports.ts'
import type { Calendar } from '../life/working-time.ts'
import type { alarmQuerySchema } from './contract.ts'
import { daysIn } from './decide/days.ts'

type Asked = Omit<z.output<typeof alarmQuerySchema>, 'limit' | 'cursor'>

export function alarmQuestion(
  { standing, device, rule, suppression, foldedInto, cell, from, to }: Asked,
  scope: Scope,
  offset: Calendar['offset'],
): AlarmFilter {
  const asked = { standing, device, rule, suppression, foldedInto, cell }
  return { ...asked, scope, raised: daysIn({ from, to }, offset) }
}

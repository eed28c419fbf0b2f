import type { Case } from '../../cases/life/case.ts'
import { decide } from '../../cases/life/decide.ts'
import { replay } from '../../cases/life/evolve.ts'
import type { AlarmId, CaseId } from '../../core/identity.ts'
import { actors, contextFor, start, template } from '../unit/cases/fixtures.ts'

/** An open case that another one may be a repeat of, or the other way round. */
export function twinCase(alarms: readonly AlarmId[]): Case {
  const { limit, lead } = template()
  const problem = {
    ...({ command: 'collect', work: 'incident', category: '0506', severity: 'blue' } as const),
    ...{ title: { zh: '积水', en: 'Water' }, limit, lead, photos: [] },
  }
  const { events = [] } = decide(undefined, problem, start, contextFor(actors.operator))
  const state = replay('C20260313-111111111111' as CaseId, events)
  if (state === undefined) throw new Error('no case')
  return { ...state, alarms, standing: alarms }
}

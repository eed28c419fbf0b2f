/** What of a case waits for whoever decides (待办): the register keeps it with the case, so that it can be asked for and counted. */
import { isFinal } from '../../core/case-terms.ts'
import { waitings, type Waiting } from '../../core/supervision-terms.ts'
import type { Case } from './case.ts'
import { isExplained, isUnexplained } from './lateness.ts'
import { isDissatisfied } from './satisfaction.ts'
import { isTransferred, isWithCity } from './case.ts'
import { isSupervised } from './supervision.ts'

const waits: Readonly<Record<Waiting, (state: Case) => boolean>> = {
  supervision: (state) => isUnexplained(state) && !isSupervised(state),
  answer: ({ supervision, deadlines }) =>
    supervision?.state === 'answered' ||
    deadlines.some(({ kind, overdue }) => kind === 'supervision' && overdue),
  extension: ({ extension }) => extension === 'asked',
  dispute: ({ dispute }) => dispute === 'open',
  dissatisfied: isDissatisfied,
  feedback: isTransferred,
  coordination: isWithCity,
  reason: isExplained,
}

export const waitingOf = (state: Case): readonly Waiting[] =>
  waitings.filter(
    (name) => isFinal(state.stage) === (name === 'dissatisfied') && waits[name](state),
  )

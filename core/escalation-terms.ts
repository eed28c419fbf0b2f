/** Who hears that a case does not go on (逐级催办), each with its words. */
import type { Bilingual } from './bilingual.ts'
import { deadlineKinds, type DeadlineKind } from './case-terms.ts'

/** unit: whoever has the order. duty: who is on duty now, by the rota; without one the operators. */
export const escalationTargets = [
  'unit',
  'duty',
  'operator',
  'dispatcher',
  'inspector',
  'supervisor',
  'manager',
] as const
export type EscalationTarget = (typeof escalationTargets)[number]

export const escalationTargetWords = {
  unit: { zh: '处置单位', en: 'Unit' },
  duty: { zh: '值班长', en: 'Duty officer' },
  operator: { zh: '值班员', en: 'Operator' },
  dispatcher: { zh: '派遣员', en: 'Dispatcher' },
  inspector: { zh: '核查员', en: 'Inspector' },
  supervisor: { zh: '督办员', en: 'Supervisor' },
  manager: { zh: '管理人员', en: 'Manager' },
} as const satisfies Readonly<Record<EscalationTarget, Bilingual>>

/** What a step counts from: the end of a deadline, or the moment the unit got an order that it has not accepted. */
export const escalationBases = [...deadlineKinds, 'order'] as const
export type EscalationBasis = DeadlineKind | 'order'

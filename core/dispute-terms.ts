/** The enumerations of disputes over whose a case is (争议), each with its words. */
import type { Bilingual } from './bilingual.ts'

/** open: nobody has said whose it is. designated: somebody has (指定). coordinated: the city gave it to a district or a unit. */
export const disputeStates = ['open', 'designated', 'coordinated'] as const
export type DisputeState = (typeof disputeStates)[number]

export const disputeStateWords = {
  open: { zh: '待指定单位', en: 'No unit designated yet' },
  designated: { zh: '已指定单位', en: 'Unit designated' },
  coordinated: { zh: '市级已协调', en: 'Coordinated by the city' },
} as const satisfies Readonly<Record<DisputeState, Bilingual>>

/** For what a designation is to hold from then on (职责界线): the same thing, or everything of the category in the cell. */
export const boundaryScopes = ['thing', 'cell'] as const
export type BoundaryScope = (typeof boundaryScopes)[number]

export const boundaryScopeWords = {
  thing: { zh: '该部件或设备', en: 'The thing' },
  cell: { zh: '该单元网格', en: 'The grid cell' },
} as const satisfies Readonly<Record<BoundaryScope, Bilingual>>

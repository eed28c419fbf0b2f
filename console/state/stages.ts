import type { Stage } from '../api/types.ts'

/** In which a case is open: everything before 结案 closed and 作废 void. */
export const openStages = [
  'collected',
  'filed',
  'accepted',
  'returned',
  'dispatched',
  'handling',
  'rework',
  'verifying',
] as const satisfies readonly Stage[]

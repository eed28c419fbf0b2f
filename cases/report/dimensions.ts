/** What an evaluation is by. */
export const dimensions = [
  'unit',
  'district',
  'street',
  'community',
  'category',
  'source',
  'person',
] as const
export type Dimension = (typeof dimensions)[number]

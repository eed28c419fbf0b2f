/** What an evaluation (考评) is by. */
import type { Bilingual } from './bilingual.ts'

export const dimensionWords = {
  unit: { zh: '处置单位', en: 'Unit' },
  district: { zh: '区县', en: 'District' },
  street: { zh: '街道', en: 'Street' },
  community: { zh: '社区', en: 'Community' },
  grid: { zh: '责任网格', en: 'Responsibility grid' },
  category: { zh: '类别', en: 'Category' },
  source: { zh: '来源', en: 'Source' },
  person: { zh: '人员', en: 'Person' },
} as const satisfies Readonly<Record<Dimension, Bilingual>>

export const dimensions = [
  'unit',
  'district',
  'street',
  'community',
  'grid',
  'category',
  'source',
  'person',
] as const
export type Dimension = (typeof dimensions)[number]

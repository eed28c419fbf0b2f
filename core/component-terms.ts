/** States of a component of the city (部件状态). */
import type { Bilingual } from './bilingual.ts'

export const componentStates = ['intact', 'damaged', 'lost', 'abolished'] as const
export type ComponentState = (typeof componentStates)[number]

export const componentStateWords = {
  intact: { zh: '完好', en: 'Intact' },
  damaged: { zh: '破损', en: 'Damaged' },
  lost: { zh: '丢失', en: 'Lost' },
  abolished: { zh: '废除', en: 'Abolished' },
} as const satisfies Readonly<Record<ComponentState, Bilingual>>

/** Big classes of components (部件大类); a city may number classes of its own down from 99. */
export const componentClassWords: Readonly<Partial<Record<string, Bilingual>>> = {
  '01': { zh: '公用设施', en: 'Public utilities' },
  '02': { zh: '道路交通设施', en: 'Roads and traffic' },
  '03': { zh: '市容环境设施', en: 'City appearance' },
  '04': { zh: '园林绿化设施', en: 'Parks and green' },
  '05': { zh: '其他部件', en: 'Other components' },
}

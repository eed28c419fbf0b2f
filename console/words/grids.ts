/** Words of the responsibility grids (责任网格). */
import type { Words } from '../../core/bilingual.ts'

export const gridWords = {
  title: { zh: '责任网格', en: 'Responsibility grids' },
  one: { zh: '责任网格', en: 'Responsibility grid' },
  cells: { zh: '单元网格', en: 'Unit grids' },
  people: { zh: '网格员', en: 'Grid members' },
  unit: { zh: '责任单位', en: 'Unit' },
  mine: { zh: '我的网格', en: 'My grid' },
  mineOf: { zh: '我的网格：{names}', en: 'My grid: {names}' },
} as const satisfies Words

/** Words of the responsibility grids (责任网格). */
import type { Words } from '../../core/bilingual.ts'

export const gridWords = {
  title: { zh: '责任网格', en: 'Responsibility grids' },
  one: { zh: '责任网格', en: 'Responsibility grid' },
  people: { zh: '网格员', en: 'Grid members' },
  mine: { zh: '我的网格', en: 'My grid' },
  mineOf: { zh: '我的网格：{names}', en: 'My grid: {names}' },
} as const satisfies Words

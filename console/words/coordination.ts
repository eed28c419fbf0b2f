/** Words of coordination by the city (市级协调). */
import type { Words } from '../../core/bilingual.ts'

export const coordinationWords = {
  coordination: { zh: '市级协调', en: 'Coordination by the city' },
  ground: { zh: '上报事由', en: 'Ground' },
  district: { zh: '承办区', en: 'District' },
  ofPlace: { zh: '事发地所在区', en: 'Where it lies' },
  noDistrict: { zh: '不变更', en: 'As it is' },
  unit: { zh: '直接指定处置单位（可不填）', en: 'Unit that has to handle it (may be left out)' },
  noUnit: { zh: '不指定', en: 'None' },
  instruction: { zh: '协调意见', en: 'Instruction' },
  given: { zh: '交{district}办理', en: 'Given to {district}' },
  answer: { zh: '答复', en: 'Answer' },
} as const satisfies Words

/** Names for the duties of the sample city. Duties are the city's own data: one without a name here is shown as it is. */
import type { Words } from '../../core/bilingual.ts'

export const dutyWords = {
  command: { zh: '指挥协调', en: 'Command' },
  road: { zh: '市政道路', en: 'Road' },
  drainage: { zh: '排水', en: 'Drainage' },
  'water-supply': { zh: '供水', en: 'Water supply' },
  gas: { zh: '燃气', en: 'Gas' },
  lighting: { zh: '路灯照明', en: 'Street lighting' },
  enforcement: { zh: '城管执法', en: 'Enforcement' },
  environment: { zh: '生态环境', en: 'Environment' },
  sanitation: { zh: '环境卫生', en: 'Sanitation' },
  sensors: { zh: '感知设备运维', en: 'Sensors' },
} as const satisfies Words

/** Words of the audit of what was not filed (应立未立). */
import type { Words } from './bilingual.ts'

/** Why there is no case. */
export const unfiledWords = {
  suppressed: { zh: '被搁置、检修或许可抑制', en: 'Held back' },
  'device-inactive': { zh: '设备停用', en: 'Device out of service' },
  past: { zh: '历史告警', en: 'Found late and over' },
  denied: { zh: '核实不属实', en: 'Denied on site' },
  void: { zh: '作废', en: 'Void' },
} as const satisfies Words

export const verdictWords = {
  rightly: { zh: '不应立案', en: 'Rightly not filed' },
  should: { zh: '应立未立', en: 'Should have been filed' },
} as const satisfies Words

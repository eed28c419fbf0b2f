/** Words of what rules have devices do by themselves, and of holding that. */
import type { Words } from '../../core/bilingual.ts'

export const linkWords = {
  goesOn: { zh: '联动：正常', en: 'Links of rules go on' },
  heldHere: {
    zh: '联动已暂停（本设备）：{reason}，{by}，{at}',
    en: 'Links of rules are held for this device: {reason}, {by}, {at}',
  },
  heldInCity: {
    zh: '联动已暂停（全市）：{reason}，{by}，{at}',
    en: 'Links of rules are held in the whole city: {reason}, {by}, {at}',
  },
  hold: { zh: '暂停联动', en: 'Hold links' },
  release: { zh: '恢复联动', en: 'Let links go on' },
  holdCity: { zh: '暂停全市联动', en: 'Hold all links of the city' },
  releaseCity: { zh: '恢复全市联动', en: 'Let the links of the city go on' },
  told: {
    zh: '暂停后，任何规则不再让设备自行动作；正在运行的请另行下发关闭指令。',
    en: 'From then on no rule has a device do anything. What runs goes on until the device is told to end it.',
  },
} as const satisfies Words

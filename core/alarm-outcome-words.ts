/** What became of an alarm on the case platform, in the words of a duty officer (cases/life/listing.ts says what each means). */
import type { Words } from './bilingual.ts'

export const outcomeWords: Words = {
  opened: { zh: '已生成案件', en: 'opened a case' },
  joined: { zh: '并入已有案件', en: 'joined a case' },
  'alarm-only': { zh: '仅告警', en: 'alarm only' },
  'device-inactive': { zh: '设备停用，未生成案件', en: 'no case: device out of service' },
  'case-closed': { zh: '案件已结，待复查', en: 'case ended, to be looked at again' },
  suppressed: { zh: '已搁置', en: 'held back' },
  past: { zh: '历史告警', en: 'past: found in late readings' },
  folded: { zh: '并入同因案件', en: 'folded into the case of its cause' },
  held: { zh: '原因待定，暂缓', en: 'held until its cause is known' },
  'before-raised': { zh: '先于发生的记录', en: 'record before the raise' },
}

/** Words of commands to devices, and of what became of them. */
import type { Bilingual, Words } from '../../core/bilingual.ts'
import type { CommandStage } from '../../core/device-command.ts'

export const commandWords = {
  title: { zh: '下行指令', en: 'Commands to the device' },
  none: { zh: '没有下发过指令', en: 'It was told nothing yet' },
  given: { zh: '下达时间', en: 'Given' },
  by: { zh: '下达人', en: 'By' },
  command: { zh: '指令', en: 'Command' },
  outcome: { zh: '结果', en: 'What became of it' },
  answered: { zh: '应答时间', en: 'Answered' },
  reason: { zh: '理由', en: 'Reason' },
  why: { zh: '理由（必填）', en: 'Reason (required)' },
  seconds: { zh: '{name}（{min}–{max} 秒）', en: '{name} ({min} to {max} s)' },
  minutes: { zh: '{count} 分钟', en: '{count} min' },
  value: { zh: '{name}（{min}–{max} {unit}）', en: '{name} ({min} to {max} {unit})' },
  goodFor: {
    zh: '{time}内有效；超过此时间设备不再执行。',
    en: 'Good for {time}; after that the device does not do it any more.',
  },
  send: { zh: '下发', en: 'Send' },
  sentNow: {
    zh: '指令已下达，结果显示在下面的列表中。',
    en: 'It is given; the list says what becomes of it.',
  },
  late: { zh: '{outcome}（超时应答）', en: '{outcome}, late' },
  said: { zh: '{outcome}：{said}', en: '{outcome}: {said}' },
  told: { zh: '指令“{command}”：{outcome}', en: 'command {command}: {outcome}' },
} as const satisfies Words

export const stageWords = {
  given: { zh: '已下达，待送出', en: 'given' },
  sent: { zh: '已送出，待应答', en: 'sent' },
  accepted: { zh: '设备已受理，待执行结果', en: 'accepted' },
  done: { zh: '已执行', en: 'done' },
  refused: { zh: '设备拒绝', en: 'refused' },
  expired: { zh: '无应答', en: 'not answered' },
} as const satisfies Readonly<Record<CommandStage, Bilingual>>

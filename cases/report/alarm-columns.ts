/** Alarms as rows of a table for a spreadsheet. */
import { outcomeWords } from '../../core/alarm-outcome-words.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { severityWords } from '../../core/severity.ts'
import type { AlarmRow } from '../ports.ts'
import type { NameOf } from './names.ts'
import type { Say, SheetCell } from './sheet.ts'

type Column = readonly [
  title: Bilingual,
  cell: (row: AlarmRow, known: { readonly nameOf: NameOf; readonly say: Say }) => SheetCell,
]

const standing = { zh: '未恢复', en: 'standing' }
const minute = 60_000

export const alarmColumns: readonly Column[] = [
  [{ zh: '告警', en: 'Alarm' }, ({ alarm }) => alarm],
  [{ zh: '标题', en: 'Title' }, ({ title }, { say }) => say(title)],
  [{ zh: '规则', en: 'Rule' }, ({ rule }) => rule],
  [
    { zh: '等级', en: 'Severity' },
    ({ severity }, { say }) => severity && say(severityWords[severity]),
  ],
  [{ zh: '设备', en: 'Device' }, ({ device }) => device],
  [{ zh: '网格编码', en: 'Cell' }, ({ cell }) => cell],
  [
    { zh: '街道', en: 'Street' },
    ({ cell }, { nameOf }) => cell && nameOf('street', cell.slice(0, 9)),
  ],
  [{ zh: '发生时间', en: 'Raised' }, ({ raisedAt }) => ({ at: raisedAt })],
  [
    { zh: '恢复时间', en: 'Cleared' },
    ({ clearedAt }, { say }) => (clearedAt === undefined ? say(standing) : { at: clearedAt }),
  ],
  [
    { zh: '持续（分钟）', en: 'Minutes' },
    ({ raisedAt, clearedAt }) =>
      clearedAt === undefined ? undefined : Math.round((clearedAt - raisedAt) / minute),
  ],
  [
    { zh: '去向', en: 'Outcome' },
    ({ outcome }, { say }) => say(outcomeWords[outcome] ?? { zh: outcome, en: outcome }),
  ],
  [{ zh: '案件号', en: 'Case' }, ({ case: id }) => id],
  [{ zh: '确认人', en: 'Acknowledged by' }, ({ acknowledged }) => acknowledged?.by],
]

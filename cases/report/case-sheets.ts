/** Cases as a table for a spreadsheet: those of a list, or those behind a figure. */
import type { Bilingual } from '../../core/bilingual.ts'
import { deadlineWords, sourceWords, stageWords, workWords } from '../../core/case-terms.ts'
import type { GridOf } from '../../core/responsibility-grid.ts'
import { severityWords } from '../../core/severity.ts'
import type { Case } from '../life/case.ts'
import type { NameOf } from './names.ts'
import type { Say, Sheet, SheetCell } from './sheet.ts'

const words = {
  cases: { zh: '案件', en: 'Cases' },
  id: { zh: '案件号', en: 'Case' },
  title: { zh: '标题', en: 'Title' },
  stage: { zh: '阶段', en: 'Stage' },
  source: { zh: '来源', en: 'Source' },
  work: { zh: '工单种类', en: 'Work' },
  category: { zh: '类别', en: 'Category' },
  categoryName: { zh: '类别名称', en: 'Category is' },
  severity: { zh: '等级', en: 'Severity' },
  unit: { zh: '处置单位', en: 'Unit' },
  cell: { zh: '网格编码', en: 'Cell' },
  street: { zh: '街道', en: 'Street' },
  grid: { zh: '责任网格', en: 'Responsibility grid' },
  device: { zh: '设备', en: 'Device' },
  deviceName: { zh: '设备名称', en: 'Device is' },
  collected: { zh: '采集时间', en: 'Collected' },
  ended: { zh: '结束时间', en: 'Ended' },
  deadline: { zh: '当前时限', en: 'Deadline' },
  overdue: { zh: '已超期', en: 'overdue' },
  overdues: { zh: '超期次数', en: 'Deadlines passed' },
  reworks: { zh: '返工次数', en: 'Reworks' },
  amount: { zh: '计入', en: 'Counts' },
  more: { zh: '仅列前 {most} 件，其余未列', en: 'Only the first {most}; there are more' },
} as const satisfies Readonly<Record<string, Bilingual>>

/** A case as it is now, or what is known of one that is not there any more. */
export type ListedCase = Pick<Case, 'id' | 'category' | 'source'> & {
  readonly now?: Case | undefined
  /** How much it adds to a figure. */
  readonly amount?: number
}

interface CaseTable {
  readonly cases: readonly ListedCase[]
  /** There are more than these. */
  readonly hasMore: boolean
  /** What figure it is, for the name of the sheet. */
  readonly name?: string
  readonly gridOf: GridOf
}

type Column = readonly [Bilingual, (listed: ListedCase) => SheetCell]

export function caseSheet(
  { cases, hasMore, name, gridOf }: CaseTable,
  nameOf: NameOf,
  say: Say,
): Sheet {
  const gridName = (cell: string | undefined) => {
    const grid = gridOf(cell)
    return grid && nameOf('grid', grid)
  }
  const columns: readonly Column[] = [
    [words.id, ({ id }) => id],
    ...(cases.some(({ amount }) => amount !== undefined)
      ? [[words.amount, ({ amount }: ListedCase) => amount] as const]
      : []),
    [words.title, ({ now }) => now && say(now.title)],
    [words.stage, ({ now }) => now && say(stageWords[now.stage])],
    [words.source, ({ source }) => say(sourceWords[source])],
    [words.work, ({ now }) => now && say(workWords[now.work])],
    [words.category, ({ category }) => category],
    [words.categoryName, ({ category }) => nameOf('category', category)],
    [words.severity, ({ now }) => now && say(severityWords[now.severity])],
    [words.unit, ({ now }) => now?.unit && nameOf('unit', now.unit)],
    [words.cell, ({ now }) => now?.place.cell],
    [words.street, ({ now }) => now?.place.cell && nameOf('street', now.place.cell.slice(0, 9))],
    [words.grid, ({ now }) => gridName(now?.place.cell)],
    [words.device, ({ now }) => now?.place.device],
    [words.deviceName, ({ now }) => now?.place.device && nameOf('device', now.place.device)],
    [words.collected, ({ now }) => now && { at: now.collectedAt }],
    [words.ended, ({ now }) => (now?.endedAt === undefined ? undefined : { at: now.endedAt })],
    [words.deadline, ({ now }) => deadlinesOf(now, say)],
    [words.overdues, ({ now }) => now?.overdues],
    [words.reworks, ({ now }) => now?.reworks],
  ]
  const rows: (readonly SheetCell[])[] = cases.map((listed) => columns.map(([, of]) => of(listed)))
  if (hasMore) rows.push([say(words.more).replace('{most}', String(cases.length))])
  return { name: name ?? say(words.cases), head: columns.map(([title]) => say(title)), rows }
}

const deadlinesOf = (now: Case | undefined, say: Say): SheetCell =>
  now?.deadlines
    .map(
      ({ kind, overdue }) => say(deadlineWords[kind]) + (overdue ? ` ${say(words.overdue)}` : ''),
    )
    .join(' ')

import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore } from '../ports.ts'
import { alarmList } from './alarm-list.ts'
import { alarmQueries } from './alarm-queries.ts'
import { caseList } from './case-list.ts'
import { caseLookups } from './case-lookups.ts'
import { caseSummary } from './case-summary.ts'
import type { CaseTables } from './case-tables.ts'
import type { TextIndex } from './case-texts.ts'
import { caseHistories } from './evaluation-queries.ts'
import { eventQueries } from './event-queries.ts'
import { qualityFacts } from './quality-queries.ts'
import { dayFacts } from './report-queries.ts'

type Queries = Pick<CaseStore, 'day' | 'histories' | 'quality'> &
  ReturnType<typeof eventQueries> &
  ReturnType<typeof caseLookups> &
  ReturnType<typeof caseList> &
  ReturnType<typeof caseSummary> &
  ReturnType<typeof alarmList> &
  ReturnType<typeof alarmQueries>

/** The questions that change nothing, in the words that both engines know. */
export const caseQueries = (
  engine: Pick<SqlEngine<CaseTables>, 'read'>,
  texts: Pick<TextIndex, 'among' | 'isCommon'>,
): Queries => ({
  ...eventQueries(engine),
  ...caseLookups(engine),
  ...caseList(engine, texts),
  ...caseSummary(engine),
  ...alarmList(engine),
  ...alarmQueries(engine),
  day: (from, to, scope) => engine.read((database) => dayFacts(database, from, to, scope)),
  histories: (from, to, of) => caseHistories(engine, { from, to, ...of }),
  quality: (from, to, scope) => engine.read((database) => qualityFacts(database, from, to, scope)),
})

import type { Row } from '../parts/board.ts'
import { curves, type Query } from '../parts/influxql.ts'
import { events } from '../parts/schema.ts'
import { calm, ladder, share } from '../parts/thresholds.ts'
import { words } from '../parts/words.ts'
import { moment, number, ofCity } from './wall-number.ts'

const cases = events('case')
const count = (event: string): Query =>
  curves({ select: 'sum("one") AS "number"', from: cases, where: [`"event" = '${event}'`] })

export const caseNumbers = (): Row => ({
  panels: [
    number(
      words('数据截至', 'As of'),
      words(
        '本屏数字的时刻；正常时与时钟相差不到半分钟。',
        'The moment of the figures of this wall, less than half a minute behind the clock.',
      ),
      ofCity('told_at'),
      { unit: 'time:MM-DD HH:mm:ss', width: 4, span: '15m' },
    ),
    number(
      words('在办案件', 'Open cases'),
      words('当前未结案的案件数。', 'Cases not closed now.'),
      ofCity('open'),
      { width: 2, span: moment },
    ),
    number(
      words('待立案', 'To be filed'),
      words('已采集、等待立案的案件数。', 'Cases collected that wait for filing.'),
      ofCity('to_file'),
      { width: 2, span: moment, steps: ladder({ yellow: 10, orange: 30 }) },
    ),
    number(
      words('待核查', 'To be verified'),
      words('已处置、等待核查的案件数。', 'Cases handled that wait for an inspector.'),
      ofCity('to_verify'),
      { width: 2, span: moment, steps: ladder({ yellow: 10, orange: 30 }) },
    ),
    number(
      words('超期案件', 'Overdue cases'),
      words('有期限已过的在办案件数。', 'Open cases of which a deadline has passed.'),
      ofCity('overdue'),
      { width: 2, span: moment, steps: ladder({ yellow: 1, red: 10 }) },
    ),
    number(
      words('最久红色案件', 'Oldest red case'),
      words('级别为红色的在办案件中历时最久的。', 'How long the oldest open red case is open.'),
      curves({
        select: 'max("age_minutes") AS "age"',
        from: events('open_case'),
        where: [`"severity" = 'red'`],
      }),
      {
        unit: 'm',
        width: 3,
        span: '3m',
        decimals: 0,
        none: words('没有', 'None'),
        steps: ladder({ yellow: 0, orange: 60, red: 240 }),
      },
    ),
    number(
      words('今日立案', 'Filed today'),
      words('今日零时以来立案的案件数。', 'Cases filed since midnight.'),
      count('filed'),
      { width: 2, none: '0' },
    ),
    number(
      words('昨日同期立案', 'Filed, yesterday'),
      words('昨日零时至此刻立案的案件数。', 'Cases filed yesterday until this time of day.'),
      count('filed'),
      { width: 2, none: '0', shift: '1d' },
    ),
    number(
      words('今日结案', 'Closed today'),
      words('今日零时以来结案的案件数。', 'Cases closed since midnight.'),
      count('closed'),
      { width: 2, none: '0', steps: [[null, calm]] },
    ),
    number(
      words('按期结案率', 'Closed on time'),
      words(
        '今日结案的案件中没有任何期限超期的比例。',
        'Share of the cases closed today of which no deadline was passed.',
      ),
      curves({
        select: 'mean("on_time") AS "on_time"',
        from: cases,
        where: [`"event" = 'closed'`],
      }),
      { unit: 'percentunit', width: 3, decimals: 0, steps: share(0.8, 0.95) },
    ),
  ],
})

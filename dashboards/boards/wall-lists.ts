import { points, rows } from '../parts/influxql.ts'
import type { Panel } from '../parts/panel.ts'
import { events } from '../parts/schema.ts'
import { tablePanel } from '../parts/table-panel.ts'
import { severityCells, severityNames } from '../parts/thresholds.ts'
import { words } from '../parts/words.ts'

/** What is wrong and where, gravest first. */
export const gravestAlarms = (): Panel => (say) =>
  tablePanel({
    title: words('最严重的未解除告警', 'Gravest standing alarms'),
    description: words(
      '最近七天触发且未解除的告警，级别最高的在前。',
      'Alarms of the last seven days that are not cleared, the gravest on top.',
    ),
    unit: 'short',
    width: 9,
    height: 12,
    span: '7d',
    noneFound: words('没有未解除的告警', 'No alarm stands'),
    queries: [
      rows({
        columns: {
          one: 'last("one")',
          title: `"title_${say.code}"`,
          transition: '"transition"',
          level: '"level"',
          name: '"name"',
          place: '"place"',
        },
        from: events('alarm'),
        by: ['device', 'rule'],
        having: `"transition" <> 'cleared'`,
      }),
    ],
    columns: [
      {
        column: 'level',
        words: words('级别', 'Severity'),
        states: severityCells,
        filled: true,
        width: 80,
      },
      { column: 'Time', words: words('最近变化', 'Since'), unit: 'dateTimeFromNow', width: 110 },
      { column: 'title', words: words('告警', 'Alarm') },
      { column: 'name', words: words('地点', 'Where') },
      { column: 'place', words: words('街道社区', 'Street and community') },
    ],
    hidden: ['device', 'rule', 'transition'],
    sort: { column: 'level', highestFirst: true },
  })(say)

export const newestCases = (): Panel => (say) =>
  tablePanel({
    title: words('最新案件', 'Newest cases'),
    description: words(
      '今日最新采集的案件，最多三十件，最新在前。',
      'Cases collected today, thirty at most, the newest on top.',
    ),
    unit: 'short',
    width: 7,
    height: 12,
    noneFound: words('今日还没有案件', 'No case yet today'),
    queries: [
      points(
        [`title_${say.code}`, 'severity', 'name', 'place'],
        events('case'),
        [`"event" = 'collected'`],
        30,
      ),
    ],
    columns: [
      { column: 'Time', words: words('时间', 'Time'), unit: 'time:HH:mm', width: 65 },
      {
        column: 'severity',
        words: words('级别', 'Severity'),
        states: severityNames,
        filled: true,
        width: 75,
      },
      { column: 'title_%', words: words('案件', 'Case') },
      { column: 'name', words: words('地点', 'Where') },
      { column: 'place', words: words('街道社区', 'Street and community') },
    ],
  })(say)

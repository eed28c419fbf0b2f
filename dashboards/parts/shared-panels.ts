/** Panels that several dashboards have, for one kind of device or for all. */
import type { Kind } from '../../core/kinds.ts'
import { curves, points, rows, total } from './influxql.ts'
import { becauseStates, reportingStates, transitionStates } from './names.ts'
import { numberPanel } from './number-panel.ts'
import type { Panel } from './panel.ts'
import { events, ofKind } from './schema.ts'
import { chosen } from './chosen-devices.ts'
import { curvePanel } from './curve-panel.ts'
import { tablePanel, type Column } from './table-panel.ts'
import { calm, ladder, severityCells, severityColour, severityNames } from './thresholds.ts'
import { districts, rulesOn, sites } from './vocabularies.ts'
import { words } from './words.ts'

/** Alarms that stand: the last transition of a rule at a device is no clearing. The point itself brings its words. */
const standingAlarms = (where: readonly string[], code: 'zh' | 'en') =>
  rows({
    columns: {
      one: 'last("one")',
      title: `"title_${code}"`,
      transition: '"transition"',
      severity: '"severity"',
      name: '"name"',
      place: '"place"',
    },
    from: events('alarm'),
    where,
    by: ['device', 'rule'],
    having: `"transition" <> 'cleared'`,
  })

export const reportingNumber = (kind: Kind): Panel =>
  numberPanel({
    title: words('在线设备', 'Devices reporting'),
    description: words(
      '最近一刻钟内按周期上报的设备数。',
      'Devices that reported in time, in the last quarter of an hour.',
    ),
    unit: 'short',
    width: 4,
    height: 5,
    span: '15m',
    queries: [
      total('sum("reporting") AS "reporting"', {
        columns: { reporting: 'last("reporting")' },
        from: events('device'),
        where: [ofKind(kind), ...chosen],
        by: ['device'],
      }),
    ],
    steps: [
      [null, severityColour.red],
      [1, calm],
    ],
  })

export const silentNumber = (kind: Kind): Panel =>
  numberPanel({
    title: words('失联设备', 'Devices silent'),
    description: words(
      '三个周期没有读数的设备数。',
      'Devices without a reading for three of their periods.',
    ),
    unit: 'short',
    width: 4,
    height: 5,
    span: '15m',
    queries: [
      total('count("reporting") - sum("reporting") AS "silent"', {
        columns: { reporting: 'last("reporting")' },
        from: events('device'),
        where: [ofKind(kind), ...chosen],
        by: ['device'],
      }),
    ],
    steps: ladder({ yellow: 1, orange: 5 }),
  })

export const raisedNumber = (kind: Kind): Panel =>
  numberPanel({
    title: words('触发告警', 'Alarms raised'),
    description: words('所选时段内触发的告警数。', 'Alarms raised in the chosen time.'),
    unit: 'short',
    width: 4,
    height: 5,
    none: '0',
    queries: [
      curves({
        select: 'sum("one") AS "alarms"',
        from: events('alarm'),
        where: [`"transition" = 'raised'`, ofKind(kind), ...chosen],
      }),
    ],
    steps: ladder({ yellow: 1 }),
  })

/** Devices of a kind with the worst alarm that stands at them, worst first. */
export const deviceTable = (kind: Kind): Panel =>
  tablePanel({
    title: words('设备现状', 'Devices now'),
    description: words(
      '每台设备当前最高告警级别、在线状态、电量和信号；点击编号看详情。',
      'Worst standing alarm, state, battery and signal of each device; click its name for more.',
    ),
    unit: 'short',
    width: 24,
    height: 9,
    span: '15m',
    queries: [
      rows({
        columns: {
          name: 'last("name")',
          severity: 'last("severity")',
          reporting: 'last("reporting")',
          silent_minutes: 'last("silent_minutes")',
          battery: 'last("battery")',
          rssi: 'last("rssi")',
          place: 'last("place")',
        },
        from: events('device'),
        where: [ofKind(kind), ...chosen],
        by: ['device', 'site', 'district'],
      }),
    ],
    columns: deviceColumns,
    sort: { column: 'severity', highestFirst: true },
  })

/** What decides comes first, and shows on a narrow screen. */
export const deviceColumns: readonly Column[] = [
  {
    column: 'severity',
    words: words('告警级别', 'Worst alarm'),
    states: severityCells,
    filled: true,
    width: 110,
  },
  {
    column: 'reporting',
    words: words('状态', 'State'),
    states: reportingStates,
    width: 90,
  },
  { column: 'device', words: words('设备', 'Device'), link: 'device', width: 160 },
  { column: 'name', words: words('名称', 'Name') },
  {
    column: 'silent_minutes',
    words: words('无数据', 'Silent for'),
    unit: 'm',
    decimals: 0,
    width: 100,
  },
  {
    column: 'battery',
    words: words('电量', 'Battery'),
    unit: 'percent',
    decimals: 0,
    width: 80,
  },
  { column: 'rssi', words: words('信号', 'Signal'), unit: 'dBm', decimals: 0, width: 90 },
  { column: 'place', words: words('地点', 'Place') },
  { column: 'district', words: words('区县', 'District'), names: districts, width: 110 },
  { column: 'site', words: words('场所', 'Site'), names: sites, width: 110 },
]

/** Looks back a month: an alarm that stands longer is seen at its device. */
export const standingTable =
  (where: readonly string[], height = 9): Panel =>
  (say) =>
    tablePanel({
      title: words('未解除告警', 'Standing alarms'),
      description: words(
        '最近三十天触发且未解除的告警，最久的在前。',
        'Alarms of the last thirty days that are not cleared, oldest first.',
      ),
      unit: 'short',
      width: 24,
      height,
      span: '30d',
      noneFound: words('没有未解除的告警', 'No alarm stands'),
      queries: [standingAlarms(where, say.code)],
      columns: [
        {
          column: 'severity',
          words: words('级别', 'Severity'),
          states: severityNames,
          filled: true,
          width: 90,
        },
        { column: 'title', words: words('告警', 'Alarm') },
        { column: 'Time', words: words('最近变化', 'Since'), unit: 'dateTimeFromNow', width: 140 },
        {
          column: 'transition',
          words: words('变化', 'Step'),
          states: transitionStates,
          width: 100,
        },
        { column: 'place', words: words('地点', 'Place') },
        { column: 'name', words: words('名称', 'Name') },
        { column: 'device', words: words('设备', 'Device'), link: 'device', width: 160 },
      ],
      // The title is that of the rule.
      hidden: ['rule'],
      sort: { column: 'Time', highestFirst: false },
    })(say)

/** The latest transitions, newest first. */
export const alarmTable =
  (where: readonly string[], height = 9): Panel =>
  (say) =>
    tablePanel({
      title: words('告警记录', 'Alarm record'),
      description: words(
        '告警的触发、升级、降级和解除，最新在前，最多 200 条。',
        'Alarms raised, escalated, eased and cleared, newest first, 200 at most.',
      ),
      noneFound: words('没有告警', 'No alarm'),
      unit: 'short',
      width: 24,
      height,
      queries: [
        points(
          [
            `title_${say.code}`,
            'one',
            'transition',
            'severity',
            'device',
            'name',
            'place',
            'because',
            'seconds',
          ],
          events('alarm'),
          where,
          200,
        ),
      ],
      columns: [
        { column: 'Time', words: words('时间', 'Time'), unit: 'dateTimeAsIso', width: 170 },
        {
          column: 'severity',
          words: words('级别', 'Severity'),
          states: severityNames,
          filled: true,
          width: 90,
        },
        {
          column: 'transition',
          words: words('变化', 'Step'),
          states: transitionStates,
          width: 100,
        },
        { column: 'title_%', words: words('告警', 'Alarm') },
        { column: 'place', words: words('地点', 'Place') },
        { column: 'name', words: words('名称', 'Name') },
        { column: 'device', words: words('设备', 'Device'), link: 'device', width: 160 },
        {
          column: 'because',
          words: words('解除原因', 'Because'),
          states: becauseStates,
          width: 130,
        },
        {
          column: 'seconds',
          words: words('持续', 'Stood for'),
          unit: 's',
          decimals: 0,
          width: 100,
        },
      ],
    })(say)

/** How many alarms each day or hour raised, by rule. */
export const alarmCounts = (kind: Kind, step: string, span: string, width = 12): Panel =>
  curvePanel({
    title: words('告警次数', 'Alarms raised over time'),
    description: words(
      '每个时间步内触发的告警数，按规则分色。',
      'Alarms raised in each step of time, by rule.',
    ),
    unit: 'short',
    width,
    height: 8,
    step,
    span,
    decimals: 0,
    bars: true,
    stacked: true,
    min: 0,
    queries: [
      curves({
        select: 'sum("one")',
        from: events('alarm'),
        where: [`"transition" = 'raised'`, ofKind(kind), ...chosen],
        by: ['rule'],
        fill: '0',
        zone: 'Asia/Shanghai',
        alias: '$tag_rule',
      }),
    ],
    named: rulesOn(kind),
  })

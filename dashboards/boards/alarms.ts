import { filedCases } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { classes, inMinutes } from '../parts/classes.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { burst, curves, rows } from '../parts/influxql.ts'
import { numberPanel, rankPanel, spreadPanel } from '../parts/number-panel.ts'
import { events, inDistrict } from '../parts/schema.ts'
import { alarmTable, standingTable } from '../parts/shared-panels.ts'
import { tablePanel } from '../parts/table-panel.ts'
import { ladder, severityCurves } from '../parts/thresholds.ts'
import { district, kind, operators } from '../parts/variables.ts'
import { kindNames, rules } from '../parts/vocabularies.ts'
import { words } from '../parts/words.ts'

const from = events('alarm')
const chosen = [inDistrict, '"kind" =~ /^$kind$/']
const raised = [`"transition" = 'raised'`, ...chosen]
const cleared = [`"transition" = 'cleared'`, ...chosen]

/** One alarm in ten minutes is what a person can attend to (EEMUA 191, IEC 62682). */
const perOperator = 'sum("one") * 600000 / $__interval_ms / $operators'

const load = (): Row => ({
  title: words('负荷', 'Load'),
  panels: [
    numberPanel({
      title: words('触发', 'Raised'),
      description: words('所选时段内触发的告警数。', 'Alarms raised in the chosen time.'),
      unit: 'short',
      width: 6,
      height: 5,
      none: '0',
      queries: [curves({ select: 'sum("one") AS "raised"', from, where: raised })],
    }),
    numberPanel({
      title: words('短时告警', 'Fleeting alarms'),
      description: words(
        '五分钟内自行解除的告警数：操作员来不及处理，应调整保持时间。',
        'Alarms cleared within five minutes: nobody could act on them, their hold wants adjusting.',
      ),
      unit: 'short',
      width: 6,
      height: 5,
      none: '0',
      queries: [
        curves({
          select: 'sum("one") AS "fleeting"',
          from,
          where: ['"seconds" < 300', ...cleared],
        }),
      ],
      steps: ladder({ yellow: 10, orange: 50 }),
    }),
    numberPanel({
      title: words('平均持续', 'Stood for, mean'),
      none: words('没有解除的告警', 'None cleared'),
      description: words(
        '已解除告警的平均持续时间。',
        'How long cleared alarms stood, on average.',
      ),
      unit: 's',
      width: 6,
      height: 5,
      decimals: 0,
      queries: [curves({ select: 'mean("seconds") AS "seconds"', from, where: cleared })],
    }),
    numberPanel({
      title: words('未解除告警', 'Standing alarms'),
      description: words('全市已触发未解除的告警数。', 'Alarms of the city that are not cleared.'),
      unit: 'short',
      width: 6,
      height: 5,
      span: '1m',
      queries: [
        curves({
          select: 'last("standing_alarms") AS "standing"',
          from: events('city'),
        }),
      ],
      steps: ladder({ yellow: 10, red: 50 }),
    }),
    curvePanel({
      title: words('每名操作员每十分钟告警', 'Alarms per operator in ten minutes'),
      description: words(
        '触发的告警折算到每名操作员每十分钟；1 以内可应付，10 以上为告警泛滥（EEMUA 191）。',
        'Alarms raised, per operator and ten minutes; up to 1 is manageable, above 10 is a flood (EEMUA 191).',
      ),
      unit: 'short',
      width: 16,
      height: 9,
      step: '10m',
      bars: true,
      min: 0,
      none: '0',
      queries: [curves({ select: perOperator, from, where: raised, fill: '0', alias: 'alarms' })],
      names: [{ curve: 'alarms', words: words('告警', 'Alarms') }],
      steps: ladder({ yellow: 1, red: 10 }),
    }),
    curvePanel({
      title: words('级别', 'Severities'),
      description: words(
        '每个时间步内触发的告警，按级别；高级别应是少数。',
        'Alarms raised in each step, by severity; the high ones should be few.',
      ),
      unit: 'short',
      width: 8,
      height: 9,
      step: '1h',
      decimals: 0,
      bars: true,
      stacked: true,
      min: 0,
      queries: [
        curves({
          select: 'sum("one")',
          from,
          where: raised,
          by: ['severity'],
          fill: '0',
          alias: '$tag_severity',
        }),
      ],
      names: severityCurves,
    }),
  ],
})

const actors = (): Row => ({
  title: words('频发与抖动告警', 'Most frequent and chattering alarms'),
  panels: [
    tablePanel({
      title: words('告警最多的十个来源', 'Ten most frequent alarms'),
      noneFound: words('没有告警', 'No alarm'),
      description: words(
        '所选时段内触发最多的设备与规则；先治理它们。',
        'Device and rule with the most alarms in the chosen time; mend these first.',
      ),
      unit: 'short',
      width: 12,
      height: 10,
      queries: [
        rows({
          columns: { alarms: 'sum("one")' },
          from,
          where: raised,
          by: ['device', 'rule'],
          most: { column: 'alarms', limit: 10 },
        }),
      ],
      columns: [
        { column: 'device', words: words('设备', 'Device'), link: 'device' },
        { column: 'rule', words: words('规则', 'Rule'), names: rules },
        { column: 'alarms', words: words('告警数', 'Alarms'), decimals: 0 },
      ],
      sort: { column: 'alarms', highestFirst: true },
    }),
    tablePanel({
      title: words('抖动告警', 'Chattering alarms'),
      noneFound: words('没有抖动告警', 'No alarm chatters'),
      description: words(
        '一个时间步（至少一小时）内同一设备同一规则触发三次以上，应检查回差与保持时间。',
        'The same rule at the same device three times or more in one step, an hour at least: look at its hold and its clear condition.',
      ),
      unit: 'short',
      width: 12,
      height: 10,
      step: '1h',
      queries: [burst({ from, where: raised, by: ['device', 'rule'], least: 3 })],
      columns: [
        { column: 'device', words: words('设备', 'Device'), link: 'device' },
        { column: 'rule', words: words('规则', 'Rule'), names: rules },
        { column: 'most', words: words('最多次数', 'Most in one step'), decimals: 0 },
      ],
      sort: { column: 'most', highestFirst: true },
    }),
    rankPanel({
      title: words('按规则', 'By rule'),
      description: words('各规则触发的告警数，从多到少。', 'Alarms of each rule, most first.'),
      unit: 'short',
      width: 12,
      height: 9,
      queries: [
        curves({
          select: 'sum("one")',
          from,
          where: raised,
          by: ['rule'],
          alias: '$tag_rule',
        }),
      ],
      named: rules,
    }),
    spreadPanel({
      title: words('持续时间分布', 'How long alarms stand'),
      description: words(
        '已解除告警的持续时间：每一档的告警数。',
        'How many of the cleared alarms stood for so long.',
      ),
      width: 12,
      height: 9,
      none: words('没有解除的告警', 'No alarm was cleared'),
      classes: classes([300, 1_800, 3_600, 14_400, 86_400], (seconds) =>
        inMinutes(seconds / 60),
      ).map(({ words: said, within, alias }) => ({
        words: said,
        query: curves({
          select: 'count("seconds")',
          from,
          where: [within('seconds'), ...cleared],
          alias,
        }),
      })),
    }),
  ],
})

const byKind = (): Row => ({
  title: words('类别', 'Kinds'),
  panels: [
    curvePanel({
      title: words('按设备类别', 'By kind of device'),
      description: words(
        '每个时间步内触发的告警，按设备类别。',
        'Alarms raised in each step, by kind of device.',
      ),
      unit: 'short',
      width: 24,
      height: 8,
      step: '1h',
      decimals: 0,
      bars: true,
      stacked: true,
      min: 0,
      queries: [
        curves({
          select: 'sum("one")',
          from,
          where: raised,
          by: ['kind'],
          fill: '0',
          alias: '$tag_kind',
        }),
      ],
      named: kindNames,
    }),
  ],
})

export const alarms = (): Board => ({
  name: 'alarms',
  title: words('告警质量', 'Alarm quality'),
  description: words(
    '告警负荷、频发、抖动与长期未解除的告警。',
    'Load, frequent, chattering and long standing alarms.',
  ),
  from: 'now-24h',
  refresh: '1m',
  variables: [district, kind, operators],
  annotations: [filedCases],
  rows: [
    load(),
    actors(),
    { title: words('未解除', 'Standing'), panels: [standingTable(chosen)] },
    byKind(),
    { title: words('记录', 'Record'), panels: [alarmTable(chosen)] },
  ],
})

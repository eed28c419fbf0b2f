import { quantityNames, quantityOf } from '../../core/quantities.ts'
import { alarmsOfDevice } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { curves, rows } from '../parts/influxql.ts'
import { reportingStates } from '../parts/names.ts'
import { numberPanel } from '../parts/number-panel.ts'
import { events, ofDevice } from '../parts/schema.ts'
import { alarmTable, standingTable } from '../parts/shared-panels.ts'
import { calm, severityColour, severityStates, share } from '../parts/thresholds.ts'
import { drawnUnit } from '../parts/units.ts'
import { anyDevice } from '../parts/variables.ts'
import { kindNames, sites } from '../parts/vocabularies.ts'
import { words } from '../parts/words.ts'
import { statePanel } from '../parts/state-panel.ts'
import { tablePanel } from '../parts/table-panel.ts'

const from = events('device')
const where = [ofDevice]

const now = (): Row => ({
  title: words('现状', 'Now'),
  panels: [
    tablePanel({
      title: words('登记信息', 'Register entry'),
      description: words(
        '登记的类别、场所、位置；点击编号在控制台打开。',
        'Kind, site and place of the register; click the name to open the console.',
      ),
      unit: 'short',
      width: 24,
      height: 4,
      queries: [
        rows({
          columns: {
            name: 'last("name")',
            place: 'last("place")',
            district_name: 'last("district_name")',
            longitude: 'last("longitude")',
            latitude: 'last("latitude")',
          },
          from,
          where,
          by: ['device', 'kind', 'site'],
        }),
      ],
      columns: [
        { column: 'device', words: words('设备', 'Device'), link: 'device' },
        { column: 'name', words: words('名称', 'Name') },
        { column: 'kind', words: words('类别', 'Kind'), names: kindNames },
        { column: 'site', words: words('场所', 'Site'), names: sites },
        { column: 'district_name', words: words('区县', 'District') },
        { column: 'place', words: words('地点', 'Place') },
        { column: 'longitude', words: words('经度', 'Longitude'), decimals: 5 },
        { column: 'latitude', words: words('纬度', 'Latitude'), decimals: 5 },
      ],
    }),
    numberPanel({
      title: words('告警级别', 'Worst alarm'),
      description: words('当前最高告警级别。', 'Severity of its worst standing alarm.'),
      unit: 'short',
      width: 8,
      height: 4,
      span: '15m',
      queries: [curves({ select: 'last("severity") AS "severity"', from, where })],
      states: severityStates,
    }),
    numberPanel({
      title: words('状态', 'State'),
      description: words('按周期上报为在线。', 'Reporting when its readings come in time.'),
      unit: 'short',
      width: 8,
      height: 4,
      span: '15m',
      queries: [curves({ select: 'last("reporting") AS "reporting"', from, where })],
      states: reportingStates,
    }),
    numberPanel({
      title: words('电量', 'Battery'),
      description: words(
        '最近上报的电量；没有电池的设备为空。',
        'Last charge; empty without battery.',
      ),
      unit: 'percent',
      width: 8,
      height: 4,
      none: words('无电池', 'No battery'),
      span: '15m',
      queries: [curves({ select: 'last("battery") AS "battery"', from, where })],
      steps: [
        [null, severityColour.red],
        [20, severityColour.yellow],
        [30, calm],
      ],
    }),
  ],
})

const quantityRow = (): Row => ({
  title: words('读数', 'Readings'),
  panels: [
    curvePanel({
      // Grafana has no words for a value of a variable; the legend has them.
      title: words('单项读数', 'One quantity'),
      description: words(
        '监测因子的名称与单位见图例：每个时间步内分钟均值的最小、平均与最大，只含正常数据。',
        'The legend names the quantity: lowest, mean and highest minute of each step, of normal values only.',
      ),
      unit: 'short',
      width: 12,
      height: 8,
      step: '1m',
      repeat: 'quantity',
      queries: (['min', 'mean', 'max'] as const).map((name) =>
        curves({
          select: `${name}("\${quantity}_${name}")`,
          from: '"m1"."$kind"',
          where,
          fill: 'none',
          alias: `$quantity ${name}`,
        }),
      ),
      names: quantityNames().flatMap((quantity) => {
        const { zh, en, unit } = quantityOf(quantity)
        const drawn = drawnUnit(unit)
        return [
          { curve: `${quantity} min`, words: words(`${zh} 最小`, `${en}, lowest`), unit: drawn },
          { curve: `${quantity} mean`, words: words(`${zh} 平均`, `${en}, mean`), unit: drawn },
          { curve: `${quantity} max`, words: words(`${zh} 最大`, `${en}, highest`), unit: drawn },
        ]
      }),
    }),
  ],
})

const health = (): Row => ({
  title: words('健康', 'Health'),
  panels: [
    statePanel({
      title: words('在线与告警', 'Reporting and alarms'),
      description: words(
        '在线状态与最高告警级别随时间的变化。',
        'State and worst standing alarm over time.',
      ),
      unit: 'short',
      width: 12,
      height: 8,
      step: '5m',
      queries: [
        curves({ select: 'min("reporting")', from, where, fill: 'none', alias: 'reporting' }),
        curves({ select: 'max("severity")', from, where, fill: 'none', alias: 'severity' }),
      ],
      rows: [
        { curve: 'reporting', words: words('在线', 'Reporting'), states: reportingStates },
        { curve: 'severity', words: words('告警级别', 'Worst alarm'), states: severityStates },
      ],
    }),
    curvePanel({
      title: words('及时、准确、真实、完整', 'Timely, accurate, authentic, complete'),
      description: words(
        '每小时的四项数据质量得分。',
        'The four scores of data quality, by the hour.',
      ),
      unit: 'percentunit',
      width: 12,
      height: 8,
      step: '1h',
      min: 0,
      max: 1,
      queries: (['timely', 'accurate', 'authentic', 'complete'] as const).map((name) =>
        curves({
          select: `mean("${name}")`,
          from: events('health'),
          where,
          fill: 'none',
          alias: name,
        }),
      ),
      names: [
        { curve: 'timely', words: words('及时', 'Timely') },
        { curve: 'accurate', words: words('准确', 'Accurate') },
        { curve: 'authentic', words: words('真实', 'Authentic') },
        { curve: 'complete', words: words('完整', 'Complete') },
      ],
      steps: share(0.8, 0.95),
    }),
  ],
})

export const device = (): Board => ({
  name: 'device',
  title: words('设备详情', 'Device detail'),
  description: words('一台设备的读数、健康与告警。', 'Readings, health and alarms of one device.'),
  from: 'now-24h',
  refresh: '1m',
  variables: anyDevice,
  annotations: [alarmsOfDevice],
  rows: [
    now(),
    quantityRow(),
    health(),
    {
      title: words('告警', 'Alarms'),
      panels: [standingTable(where, 6), alarmTable(where)],
    },
  ],
})

import { filedCases } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { classes, inPercent } from '../parts/classes.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { curves, rows, total } from '../parts/influxql.ts'
import { numberPanel, spreadPanel } from '../parts/number-panel.ts'
import type { Panel } from '../parts/panel.ts'
import { events, inDistrict } from '../parts/schema.ts'
import { deviceColumns } from '../parts/shared-panels.ts'
import { tablePanel } from '../parts/table-panel.ts'
import { calm, severityColour, share } from '../parts/thresholds.ts'
import { district, kind } from '../parts/variables.ts'
import { districts, kindNames } from '../parts/vocabularies.ts'
import { words } from '../parts/words.ts'

const chosen = [inDistrict, '"kind" =~ /^$kind$/']
const from = events('health')
const devices = events('device')

/** 及时、准确、真实、完整: what reported data must be. */
const scores = {
  timely: words('及时', 'Timely'),
  accurate: words('准确', 'Accurate'),
  authentic: words('真实', 'Authentic'),
  complete: words('完整', 'Complete'),
} as const

const meanings = {
  timely: words(
    '未迟到的读数比例；补传的读数也算迟到。',
    'Share of the readings that were not late; readings sent again are late too.',
  ),
  accurate: words('质量为 N（正常）的数值比例。', 'Share of the values of quality N, normal.'),
  authentic: words(
    '由设备或其网关亲自发送的报文的比例；冒名发送的被拒收并计入。',
    'Share of the frames under its name that it or its gateway sent; what others tried to send is refused and counts against it.',
  ),
  complete: words(
    '有读数的周期占应有周期的比例。',
    'Share of its periods in which a device had a reading.',
  ),
} as const

type Score = keyof typeof scores
const scoreNames = Object.keys(scores) as readonly Score[]

const scoreNumber = (name: Score): Panel =>
  numberPanel({
    title: scores[name],
    description: meanings[name],
    unit: 'percentunit',
    width: 4,
    height: 5,
    step: '1h',
    decimals: 1,
    course: true,
    queries: [
      curves({ select: `mean("${name}") AS "${name}"`, from, where: chosen, fill: 'none' }),
    ],
    steps: share(0.8, 0.95),
  })

const now = (): Row => ({
  title: words('数据质量', 'Data quality'),
  panels: [
    ...scoreNames.map(scoreNumber),
    numberPanel({
      title: words('在线率', 'Reporting'),
      description: words(
        '最近一刻钟按周期上报的设备比例。',
        'Share of the devices that reported in time, in the last quarter of an hour.',
      ),
      unit: 'percentunit',
      width: 4,
      height: 5,
      span: '15m',
      decimals: 1,
      queries: [
        total('mean("reporting") AS "share"', {
          columns: { reporting: 'last("reporting")' },
          from: devices,
          where: chosen,
          by: ['device'],
        }),
      ],
      steps: share(0.9, 0.98),
    }),
    numberPanel({
      title: words('收到 / 应收', 'Received of expected'),
      description: words(
        '所选时段内收到的读数与应有读数之比。',
        'Readings received in the chosen time, of those expected.',
      ),
      unit: 'percentunit',
      width: 4,
      height: 5,
      decimals: 1,
      queries: [
        curves({
          select: 'sum("readings") / sum("expected") AS "received"',
          from,
          where: chosen,
        }),
      ],
      steps: share(0.8, 0.95),
    }),
  ],
})

const course = (): Row => ({
  title: words('走势', 'Course'),
  panels: [
    curvePanel({
      title: words('四项得分', 'The four scores'),
      description: words('所有设备每小时的平均得分。', 'Mean of all devices, hour by hour.'),
      unit: 'percentunit',
      width: 12,
      height: 9,
      step: '1h',
      min: 0,
      max: 1,
      queries: scoreNames.map((name) =>
        curves({ select: `mean("${name}")`, from, where: chosen, fill: 'none', alias: name }),
      ),
      names: scoreNames.map((name) => ({ curve: name, words: scores[name] })),
      steps: share(0.8, 0.95),
    }),
    curvePanel({
      title: words('各类设备完整率', 'Complete, by kind'),
      description: words(
        '各类设备每小时的平均完整得分。',
        'Mean completeness of each kind, hour by hour.',
      ),
      unit: 'percentunit',
      width: 12,
      height: 9,
      step: '1h',
      min: 0,
      max: 1,
      queries: [
        curves({
          select: 'mean("complete")',
          from,
          where: chosen,
          by: ['kind'],
          fill: 'none',
          alias: '$tag_kind',
        }),
      ],
      named: kindNames,
    }),
    curvePanel({
      title: words('失联设备', 'Silent devices'),
      description: words(
        '三个周期没有读数的设备数。',
        'Devices without a reading for three of their periods.',
      ),
      unit: 'short',
      width: 12,
      height: 8,
      step: '1m',
      decimals: 0,
      min: 0,
      softMax: 5,
      queries: [
        curves({
          select: 'max("silent")',
          from: events('city'),
          fill: 'none',
          alias: 'silent',
        }),
      ],
      names: [{ curve: 'silent', words: words('失联', 'Silent'), colour: severityColour.orange }],
    }),
    spreadPanel({
      title: words('电量分布', 'Batteries'),
      description: words(
        '设备最近电量：每一档的设备数；最上面的电池需要更换。',
        'How many devices have so much charge; the batteries on top are due.',
      ),
      width: 12,
      height: 8,
      span: '15m',
      none: words('没有电池供电的设备', 'No device has a battery'),
      classes: classes([10, 20, 30, 50, 80], inPercent).map(({ words: said, within, alias }) => ({
        words: said,
        query: {
          ...total('count("battery") AS "devices"', {
            columns: { battery: 'last("battery")' },
            from: devices,
            where: chosen,
            by: ['device'],
            having: within('battery'),
          }),
          alias,
        },
      })),
    }),
  ],
})

const worst = (): Row => ({
  title: words('设备', 'Devices'),
  panels: [
    tablePanel({
      title: words('数据质量最差的设备', 'Devices with the poorest data'),
      description: words(
        '所选时段内四项得分的平均，完整得分最低的在前。',
        'Mean scores in the chosen time, the least complete on top.',
      ),
      unit: 'percentunit',
      width: 24,
      height: 10,
      queries: [
        rows({
          columns: {
            timely: 'mean("timely")',
            accurate: 'mean("accurate")',
            authentic: 'mean("authentic")',
            complete: 'mean("complete")',
            readings: 'sum("readings")',
            expected: 'sum("expected")',
          },
          from,
          where: chosen,
          by: ['device', 'kind', 'district'],
        }),
      ],
      columns: [
        { column: 'device', words: words('设备', 'Device'), link: 'device', width: 160 },
        ...scoreNames.map((name) => ({
          column: name,
          words: scores[name],
          unit: 'percentunit',
          decimals: 1,
          steps: share(0.8, 0.95),
          width: 100,
        })),
        { column: 'kind', words: words('类别', 'Kind'), names: kindNames },
        { column: 'district', words: words('区县', 'District'), names: districts },
        { column: 'readings', words: words('收到', 'Received'), unit: 'short', decimals: 0 },
        { column: 'expected', words: words('应收', 'Expected'), unit: 'short', decimals: 0 },
      ],
      sort: { column: 'complete', highestFirst: false },
    }),
    tablePanel({
      title: words('失联与低电量设备', 'Silent devices and low batteries'),
      noneFound: words('没有失联或低电量的设备', 'No device is silent or low'),
      description: words(
        '当前失联或电量低于 30% 的设备，无数据最久的在前。',
        'Devices that are silent or below 30 % of charge, the longest silent on top.',
      ),
      unit: 'short',
      width: 24,
      height: 10,
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
          from: devices,
          where: chosen,
          by: ['device', 'site', 'district'],
          having: '"reporting" = 0 OR "battery" < 30',
        }),
      ],
      columns: deviceColumns,
      sort: { column: 'silent_minutes', highestFirst: true },
    }),
    curvePanel({
      title: words('各类设备电量', 'Batteries by kind'),
      description: words('各类设备的平均电量。', 'Mean charge of each kind.'),
      unit: 'percent',
      width: 24,
      height: 8,
      step: '1h',
      min: 0,
      max: 100,
      queries: [
        curves({
          select: 'mean("battery")',
          from: devices,
          where: chosen,
          by: ['kind'],
          fill: 'none',
          alias: '$tag_kind',
        }),
      ],
      named: kindNames,
      steps: [
        [null, severityColour.red],
        [20, severityColour.yellow],
        [30, calm],
      ],
    }),
  ],
})

export const health = (): Board => ({
  name: 'health',
  title: words('设备健康与数据质量', 'Device health and data quality'),
  description: words(
    '及时、准确、真实、完整四项得分，失联与电量。',
    'The scores timely, accurate, authentic and complete; silent devices and batteries.',
  ),
  from: 'now-24h',
  refresh: '5m',
  variables: [district, kind],
  annotations: [filedCases],
  rows: [now(), course(), worst()],
})

import type { Limits } from '../limits.ts'
import { alarmsOf } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { chosen, highest } from '../parts/chosen-devices.ts'
import { curves } from '../parts/influxql.ts'
import { numberPanel, rankPanel } from '../parts/number-panel.ts'
import type { Panel } from '../parts/panel.ts'
import { hours, inDistrict, minutes, ofKind, zone } from '../parts/schema.ts'
import {
  alarmCounts,
  alarmTable,
  deviceTable,
  raisedNumber,
  reportingNumber,
  silentNumber,
} from '../parts/shared-panels.ts'
import { ladder, type Steps } from '../parts/thresholds.ts'
import { deviceOf, district } from '../parts/variables.ts'
import { words } from '../parts/words.ts'

const from = minutes('dust')

const dustiest = {
  tsp: highest({ name: 'tsp', by: 'max("tsp_mean")', from }),
  pm10: highest({ name: 'pm10', by: 'max("pm10_mean")', from }),
  pm25: highest({ name: 'pm25', by: 'max("pm25_mean")', from }),
} as const
/** Days are seen over a month, so their devices are found over a month of hours too. */
const inMonth = highest({ name: 'days', by: 'max("tsp_mean")', from: hours('dust') })

const now = ({ dust }: Limits): Row => ({
  title: words('现状', 'Now'),
  panels: [
    numberPanel({
      title: words('PM10 平均（上一分钟）', 'PM10, mean, last minute'),
      description: words(
        '所选测点上一个整分钟均值的平均。',
        'Mean of the chosen points in the last full minute.',
      ),
      unit: 'conμgm3',
      width: 6,
      height: 5,
      step: '1m',
      span: '5m',
      decimals: 0,
      queries: [
        curves({ select: 'mean("pm10_mean") AS "pm10"', from, where: chosen, fill: 'none' }),
      ],
      steps: ladder({ yellow: dust.pm10 }),
    }),
    numberPanel({
      title: words('总悬浮颗粒物最大（上一分钟）', 'TSP, highest, last minute'),
      description: words(
        '所选测点上一个整分钟均值中的最大值。',
        'Highest of the chosen points in the last full minute.',
      ),
      unit: 'conμgm3',
      width: 6,
      height: 5,
      step: '1m',
      span: '5m',
      decimals: 0,
      queries: [curves({ select: 'max("tsp_mean") AS "tsp"', from, where: chosen, fill: 'none' })],
      steps: ladder({ yellow: dust.tsp, orange: dust.tsp_severe }),
    }),
    reportingNumber('dust'),
    silentNumber('dust'),
    raisedNumber('dust'),
  ],
})

const particles = ({ dust }: Limits): Row => {
  const of = (name: 'tsp' | 'pm10' | 'pm25', title: string, steps?: Steps): Panel =>
    curvePanel({
      title: words(
        `${name === 'tsp' ? '总悬浮颗粒物 TSP' : title}（最高的十处）`,
        `${title}, the ten highest`,
      ),
      description: words(
        '每个时间步的平均浓度；虚线为限值，规则按 15 分钟均值判定。',
        'Mean of each step; lines are limits. Rules judge means of fifteen minutes.',
      ),
      unit: 'conμgm3',
      width: 8,
      height: 9,
      step: '1m',
      devices: true,
      queries: [dustiest[name].curves(`mean("${name}_mean")`)],
      ...(steps === undefined ? {} : { steps }),
    })
  return {
    title: words('颗粒物', 'Particles'),
    panels: [
      of('tsp', 'TSP', ladder({ yellow: dust.tsp, orange: dust.tsp_severe })),
      of('pm10', 'PM10', ladder({ yellow: dust.pm10 })),
      of('pm25', 'PM2.5'),
    ],
  }
}

const days = ({ dust }: Limits): Row => ({
  title: words('逐日', 'Day by day'),
  panels: [
    curvePanel({
      title: words('超限小时数（最高的十处）', 'Hours above the limit, the ten highest'),
      description: words(
        `每天 TSP 小时均值超过 ${dust.tsp} µg/m³ 的小时数，按北京时间的日期。`,
        `Hours of each day whose mean TSP is above ${dust.tsp} µg/m³; days of Beijing time.`,
      ),
      unit: 'short',
      width: 8,
      height: 9,
      step: '1d',
      span: '30d',
      decimals: 0,
      min: 0,
      bars: true,
      stacked: true,
      none: '0',
      queries: [
        curves({
          select: 'count("tsp_mean")',
          from: hours('dust'),
          where: [`"tsp_mean" > ${dust.tsp}`, inDistrict, '"device" =~ /^$days$/'],
          by: ['device'],
          fill: '0',
          zone,
          alias: '$tag_device',
        }),
      ],
    }),
    curvePanel({
      title: words('PM10 日均（TSP 最高的十处）', 'PM10 by day, of the ten highest in TSP'),
      description: words('每天各小时均值的平均。', 'Mean of the hourly means of each day.'),
      devices: true,
      unit: 'conμgm3',
      width: 8,
      height: 9,
      step: '1d',
      span: '30d',
      decimals: 0,
      queries: [
        curves({
          select: 'mean("pm10_mean")',
          from: hours('dust'),
          where: [inDistrict, '"device" =~ /^$days$/'],
          by: ['device'],
          fill: 'none',
          zone,
          alias: '$tag_device',
        }),
      ],
    }),
    alarmCounts('dust', '1d', '30d', 8),
  ],
})

const weather = (): Row => ({
  title: words('气象', 'Weather'),
  panels: [
    curvePanel({
      title: words('风速', 'Wind speed'),
      description: words(
        '各测点在每个时间步的平均与最大。',
        'Mean and highest of all points in each step.',
      ),
      unit: 'velocityms',
      width: 8,
      height: 8,
      step: '1m',
      queries: (['mean', 'max'] as const).map((name) =>
        curves({
          select: `${name}("windSpeed_mean")`,
          from,
          where: chosen,
          fill: 'none',
          alias: name,
        }),
      ),
      names: [
        { curve: 'mean', words: words('平均', 'Mean') },
        { curve: 'max', words: words('最大', 'Highest') },
      ],
    }),
    curvePanel({
      title: words('温度与湿度', 'Temperature and humidity'),
      description: words('所有测点的平均。', 'Mean of all points.'),
      unit: 'celsius',
      width: 8,
      height: 8,
      step: '1m',
      queries: [
        curves({
          select: 'mean("temperature_mean")',
          from,
          where: chosen,
          fill: 'none',
          alias: 'temperature',
        }),
        curves({
          select: 'mean("humidity_mean")',
          from,
          where: chosen,
          fill: 'none',
          alias: 'humidity',
        }),
      ],
      names: [
        { curve: 'temperature', words: words('温度', 'Temperature') },
        { curve: 'humidity', words: words('湿度', 'Humidity'), unit: 'humidity' },
      ],
    }),
    rankPanel({
      title: words('PM10 排名', 'Highest PM10'),
      description: words('按所选时段的平均浓度排列。', 'Points by their mean in the chosen time.'),
      unit: 'conμgm3',
      width: 8,
      height: 8,
      decimals: 0,
      queries: [
        curves({
          select: 'mean("pm10_mean")',
          from,
          where: chosen,
          by: ['device'],
          alias: '$tag_device',
        }),
      ],
    }),
  ],
})

export const dust = (limits: Limits): Board => ({
  name: 'dust',
  title: words('扬尘', 'Dust'),
  description: words('颗粒物浓度、逐日超限与气象。', 'Particles, days above the limits, weather.'),
  from: 'now-24h',
  refresh: '1m',
  variables: [
    district,
    deviceOf('dust'),
    dustiest.tsp.variable,
    dustiest.pm10.variable,
    dustiest.pm25.variable,
    inMonth.variable,
  ],
  annotations: [alarmsOf('dust')],
  rows: [
    now(limits),
    particles(limits),
    days(limits),
    weather(),
    {
      title: words('设备与告警', 'Devices and alarms'),
      panels: [deviceTable('dust'), alarmTable([ofKind('dust'), ...chosen])],
    },
  ],
})

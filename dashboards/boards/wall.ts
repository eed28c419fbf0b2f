import type { Limits } from '../limits.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { curves, total } from '../parts/influxql.ts'
import { numberPanel } from '../parts/number-panel.ts'
import { events, minutes } from '../parts/schema.ts'
import { calm, ladder, severityColour, severityCurves, share } from '../parts/thresholds.ts'
import { words } from '../parts/words.ts'
import { map } from './wall-map.ts'

const filed = `"event" = 'filed'`
const closed = `"event" = 'closed'`
const cases = events('case')

const today = (): Row => ({
  panels: [
    numberPanel({
      title: words('在办案件', 'Open cases'),
      description: words('当前未结案的案件数。', 'Cases not closed now.'),
      unit: 'short',
      width: 4,
      height: 5,
      course: true,
      queries: [curves({ select: 'last("open") AS "open"', from: events('city'), fill: 'none' })],
      step: '1m',
    }),
    numberPanel({
      title: words('超期案件', 'Overdue cases'),
      description: words('有期限已过的在办案件数。', 'Open cases of which a deadline has passed.'),
      unit: 'short',
      width: 4,
      height: 5,
      step: '1m',
      course: true,
      queries: [
        curves({ select: 'last("overdue") AS "overdue"', from: events('city'), fill: 'none' }),
      ],
      steps: ladder({ yellow: 1, red: 10 }),
    }),
    numberPanel({
      title: words('今日立案', 'Filed today'),
      description: words('今日零时以来立案的案件数。', 'Cases filed since midnight.'),
      unit: 'short',
      width: 4,
      height: 5,
      none: '0',
      queries: [curves({ select: 'sum("one") AS "filed"', from: cases, where: [filed] })],
    }),
    numberPanel({
      title: words('今日结案', 'Closed today'),
      description: words('今日零时以来结案的案件数。', 'Cases closed since midnight.'),
      unit: 'short',
      width: 4,
      height: 5,
      none: '0',
      queries: [curves({ select: 'sum("one") AS "closed"', from: cases, where: [closed] })],
      steps: [[null, calm]],
    }),
    numberPanel({
      title: words('按期结案率', 'Closed on time'),
      description: words(
        '今日结案的案件中没有任何期限超期的比例。',
        'Share of the cases closed today of which no deadline was passed.',
      ),
      unit: 'percentunit',
      width: 4,
      height: 5,
      decimals: 0,
      queries: [curves({ select: 'mean("on_time") AS "on_time"', from: cases, where: [closed] })],
      steps: share(0.8, 0.95),
    }),
    numberPanel({
      title: words('未解除告警', 'Standing alarms'),
      description: words('已触发未解除的告警数。', 'Alarms raised and not cleared.'),
      unit: 'short',
      width: 4,
      height: 5,
      step: '1m',
      course: true,
      queries: [
        curves({
          select: 'last("standing_alarms") AS "standing"',
          from: events('city'),
          fill: 'none',
        }),
      ],
      steps: ladder({ yellow: 10, red: 50 }),
    }),
  ],
})

const vitalSigns = ({ cover, road, dust, fume }: Limits): Row => ({
  panels: [
    numberPanel({
      title: words('积水', 'Water'),
      description: words('最近的最大积水深度。', 'Deepest water now.'),
      unit: 'suffix:cm',
      width: 4,
      height: 6,
      step: '1m',
      span: '1h',
      decimals: 0,
      course: true,
      queries: [
        curves({ select: 'max("depth_max") AS "depth"', from: minutes('water'), fill: 'none' }),
      ],
      steps: ladder({
        blue: road.watch_cm,
        yellow: road.file_cm,
        orange: road.close_cm,
        red: road.evacuate_cm,
      }),
    }),
    numberPanel({
      title: words('井盖倾角', 'Cover tilt'),
      description: words('最近的最大井盖倾角。', 'Greatest tilt of a manhole cover now.'),
      unit: 'degree',
      width: 4,
      height: 6,
      step: '1m',
      span: '3h',
      decimals: 0,
      course: true,
      queries: [
        curves({ select: 'max("tilt_max") AS "tilt"', from: minutes('manhole'), fill: 'none' }),
      ],
      steps: ladder({ orange: cover.open_deg }),
    }),
    numberPanel({
      title: words('噪声', 'Noise'),
      description: words(
        '各测点中最响一分钟的等效声级。',
        'Equivalent level of the loudest minute at any point.',
      ),
      unit: 'dB',
      width: 4,
      height: 6,
      step: '1m',
      span: '1h',
      decimals: 0,
      course: true,
      queries: [
        curves({ select: 'max("laeq_mean") AS "laeq"', from: minutes('noise'), fill: 'none' }),
      ],
      steps: ladder({ yellow: 70, orange: 85 }),
    }),
    numberPanel({
      title: words('PM10', 'PM10'),
      description: words('所有测点的平均。', 'Mean of all points.'),
      unit: 'conμgm3',
      width: 4,
      height: 6,
      step: '1m',
      span: '1h',
      decimals: 0,
      course: true,
      queries: [
        curves({ select: 'mean("pm10_mean") AS "pm10"', from: minutes('dust'), fill: 'none' }),
      ],
      steps: ladder({ yellow: dust.pm10 }),
    }),
    numberPanel({
      title: words('油烟', 'Cooking fume'),
      description: words(
        '风机运行时各排口的最高浓度。',
        'Highest concentration of an outlet while its fan runs.',
      ),
      unit: 'conmgm3',
      width: 4,
      height: 6,
      step: '1m',
      span: '1h',
      decimals: 1,
      course: true,
      queries: [
        curves({
          select: 'max("fume_mean") AS "fume"',
          from: minutes('fume'),
          where: ['"fan_mean" > 0'],
          fill: 'none',
        }),
      ],
      steps: ladder({ yellow: fume.concentration }),
    }),
    numberPanel({
      title: words('设备在线率', 'Devices reporting'),
      description: words(
        '最近一刻钟按周期上报的设备比例。',
        'Share of the devices that reported in time, in the last quarter of an hour.',
      ),
      unit: 'percentunit',
      width: 4,
      height: 6,
      span: '15m',
      decimals: 1,
      queries: [
        total('mean("reporting") AS "share"', {
          columns: { reporting: 'last("reporting")' },
          from: events('device'),
          by: ['device'],
        }),
      ],
      steps: share(0.9, 0.98),
    }),
  ],
})

const course = (): Row => ({
  panels: [
    curvePanel({
      title: words('今日立案与结案', 'Filed and closed today'),
      description: words('每小时立案与结案的案件数。', 'Cases filed and closed in each hour.'),
      unit: 'short',
      width: 12,
      height: 8,
      step: '1h',
      decimals: 0,
      bars: true,
      min: 0,
      queries: [
        curves({ select: 'sum("one")', from: cases, where: [filed], fill: '0', alias: 'filed' }),
        curves({ select: 'sum("one")', from: cases, where: [closed], fill: '0', alias: 'closed' }),
      ],
      names: [
        {
          curve: 'filed',
          words: words('立案', 'Filed'),
          colour: severityColour.blue,
          side: 'left',
        },
        { curve: 'closed', words: words('结案', 'Closed'), colour: calm, side: 'right' },
      ],
    }),
    curvePanel({
      title: words('今日告警', 'Alarms today'),
      description: words(
        '每小时触发的告警数，按级别分色。',
        'Alarms raised in each hour, by severity.',
      ),
      unit: 'short',
      width: 12,
      height: 8,
      step: '1h',
      decimals: 0,
      bars: true,
      stacked: true,
      min: 0,
      queries: [
        curves({
          select: 'sum("one")',
          from: events('alarm'),
          where: [`"transition" = 'raised'`],
          by: ['severity'],
          fill: '0',
          alias: '$tag_severity',
        }),
      ],
      names: severityCurves,
    }),
  ],
})

export const wall = (limits: Limits): Board => ({
  name: 'wall',
  title: words('城市运行大屏', 'City wall'),
  description: words(
    '指挥大厅大屏：今日案件、一张图、城市体征。用 ?kiosk 打开。',
    "For the command centre's wall: today's cases, the map, the city's vital signs. Open it with ?kiosk.",
  ),
  from: 'now/d',
  refresh: '30s',
  wall: true,
  rows: [today(), map(), vitalSigns(limits), course()],
})

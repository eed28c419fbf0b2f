import type { Limits } from '../limits.ts'
import { alarmsOf } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { chosen, highest } from '../parts/chosen-devices.ts'
import { curves } from '../parts/influxql.ts'
import { numberPanel, rankPanel } from '../parts/number-panel.ts'
import { minutes, ofKind } from '../parts/schema.ts'
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

const from = minutes('water')

const deepest = highest({ name: 'deepest', by: 'max("depth_max")', from })
const rivers = highest({ name: 'rivers', by: 'max("stage_mean")', from })
const wettest = highest({ name: 'wettest', by: 'max("rain_mean")', from })

/** Watch, file, close the road, evacuate. */
const depthSteps = ({ road }: Limits): Steps =>
  ladder({
    blue: road.watch_cm,
    yellow: road.file_cm,
    orange: road.close_cm,
    red: road.evacuate_cm,
  })

const now = (limits: Limits): Row => ({
  title: words('现状', 'Now'),
  panels: [
    numberPanel({
      title: words('最大积水深度（上一分钟）', 'Deepest water, last minute'),
      description: words(
        '所选积水点在上一个整分钟内的最大深度，颜色为预警阶梯。',
        'Deepest water of the chosen points in the last full minute, in the colours of the ladder of limits.',
      ),
      unit: 'suffix:cm',
      width: 6,
      height: 5,
      step: '1m',
      span: '5m',
      decimals: 0,
      queries: [
        curves({ select: 'max("depth_max") AS "depth"', from, where: chosen, fill: 'none' }),
      ],
      steps: depthSteps(limits),
    }),
    numberPanel({
      title: words('最大雨强（上一分钟）', 'Heaviest rain, last minute'),
      description: words(
        '所选雨量点在上一个整分钟内的最大雨强。',
        'Heaviest rain of the chosen gauges in the last full minute.',
      ),
      unit: 'suffix:mm/h',
      width: 6,
      height: 5,
      step: '1m',
      span: '5m',
      decimals: 1,
      queries: [curves({ select: 'max("rain_max") AS "rain"', from, where: chosen, fill: 'none' })],
    }),
    reportingNumber('water'),
    silentNumber('water'),
    raisedNumber('water'),
  ],
})

const depths = (limits: Limits): Row => ({
  title: words('道路积水', 'Water on roads'),
  panels: [
    curvePanel({
      title: words('积水深度（最深的十处）', 'Depth, the ten deepest'),
      description: words(
        '所选设备中所示时段内最深的十处，每个时间步内的最大深度；虚线依次为关注、立案、封路、撤离。',
        'The ten of the chosen devices that were deepest in the time shown, greatest depth of each step; the lines are watch, file, close the road, evacuate.',
      ),
      unit: 'suffix:cm',
      width: 16,
      height: 11,
      step: '1m',
      min: 0,
      devices: true,
      queries: [deepest.curves('max("depth_max")')],
      steps: depthSteps(limits),
    }),
    rankPanel({
      title: words('积水排名', 'Deepest points'),
      description: words(
        '最深的十处，按最近一个时间步的深度排列。',
        'The ten deepest, by their depth in the newest step.',
      ),
      unit: 'suffix:cm',
      width: 8,
      height: 11,
      step: '1m',
      queries: [deepest.curves('max("depth_max")')],
      steps: depthSteps(limits),
    }),
  ],
})

const riversAndRain = (): Row => ({
  title: words('河道与降雨', 'Rivers and rain'),
  panels: [
    curvePanel({
      title: words('河道水位（最高的十站）', 'River stage, the ten highest'),
      description: words(
        '站点基面以上的水位；警戒与保证水位因站而异，见设备详情与告警。',
        'Stage above the datum of the station. Warning and guaranteed stages differ by station: see its alarms.',
      ),
      unit: 'lengthm',
      width: 8,
      height: 8,
      step: '1m',
      decimals: 2,
      devices: true,
      queries: [rivers.curves('mean("stage_mean")')],
    }),
    curvePanel({
      title: words('雨强（最大的十站）', 'Rain, the ten heaviest'),
      description: words('每个时间步的平均雨强。', 'Mean intensity of each step.'),
      unit: 'suffix:mm/h',
      width: 8,
      height: 8,
      step: '1m',
      min: 0,
      devices: true,
      queries: [wettest.curves('mean("rain_mean")')],
    }),
    alarmCounts('water', '1h', '7d', 8),
  ],
})

export const water = (limits: Limits): Board => ({
  name: 'water',
  title: words('水位', 'Water levels'),
  description: words('道路积水、河道水位与降雨。', 'Water on roads, river stages and rain.'),
  from: 'now-12h',
  refresh: '30s',
  variables: [district, deviceOf('water'), deepest.variable, rivers.variable, wettest.variable],
  annotations: [alarmsOf('water')],
  rows: [
    now(limits),
    depths(limits),
    riversAndRain(),
    {
      title: words('设备与告警', 'Devices and alarms'),
      panels: [deviceTable('water'), alarmTable([ofKind('water'), ...chosen])],
    },
  ],
})

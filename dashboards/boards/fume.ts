import type { Limits } from '../limits.ts'
import { alarmsOf } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { chosen, highest, onceSo } from '../parts/chosen-devices.ts'
import { curves } from '../parts/influxql.ts'
import { numberPanel } from '../parts/number-panel.ts'
import { inDistrict, minutes, ofKind } from '../parts/schema.ts'
import {
  alarmCounts,
  alarmTable,
  deviceTable,
  raisedNumber,
  reportingNumber,
  silentNumber,
} from '../parts/shared-panels.ts'
import { statePanel } from '../parts/state-panel.ts'
import { calm, ladder, onOff, severityColour, share, unknown } from '../parts/thresholds.ts'
import { deviceOf, district } from '../parts/variables.ts'
import { words } from '../parts/words.ts'

const from = minutes('fume')
/** With the fan off the value means nothing. */
const withFan = ['"fan_mean" > 0']

const smokiest = highest({ name: 'smokiest', by: 'max("fume_mean")', from, where: withFan })
const hydrocarbons = highest({ name: 'hydrocarbons', by: 'max("nmhc_mean")', from, where: withFan })
const unpurified = onceSo(
  { name: 'unpurified', by: 'min("purifier_min")', from, where: withFan },
  '< 1',
)

const now = ({ fume }: Limits): Row => ({
  title: words('现状', 'Now'),
  panels: [
    numberPanel({
      title: words('油烟最高（上一分钟）', 'Highest fume, last minute'),
      description: words(
        '风机运行的所选排口上一个整分钟均值中的最大值。',
        'Highest of the chosen outlets whose fans ran, in the last full minute.',
      ),
      unit: 'conmgm3',
      width: 6,
      height: 5,
      step: '1m',
      span: '5m',
      decimals: 2,
      queries: [
        curves({
          select: 'max("fume_mean") AS "fume"',
          from,
          where: [...withFan, ...chosen],
          fill: 'none',
        }),
      ],
      steps: ladder({ yellow: fume.concentration }),
    }),
    numberPanel({
      title: words('净化器同步率', 'Purifier runs with the fan'),
      description: words(
        '风机运行的时间里净化器也在运行的比例。',
        'Share of the time with the fan running in which the purifier ran too.',
      ),
      unit: 'percentunit',
      width: 6,
      height: 5,
      decimals: 1,
      queries: [
        curves({
          select: 'mean("purifier_mean") AS "purifier"',
          from,
          where: [...withFan, ...chosen],
        }),
      ],
      steps: share(0.9, 0.98),
    }),
    reportingNumber('fume'),
    silentNumber('fume'),
    raisedNumber('fume'),
  ],
})

const outlets = ({ fume }: Limits): Row => ({
  title: words('排口', 'Outlets'),
  panels: [
    curvePanel({
      title: words('油烟浓度（最高的十处）', 'Fume, the ten highest'),
      description: words(
        '风机运行时每个时间步的平均浓度；虚线为 GB 18483-2001 限值。',
        'Mean of each step while the fan runs; the line is the limit of GB 18483-2001.',
      ),
      unit: 'conmgm3',
      width: 12,
      height: 9,
      step: '1m',
      devices: true,
      queries: [smokiest.curves('mean("fume_mean")')],
      steps: ladder({ yellow: fume.concentration }),
    }),
    curvePanel({
      title: words('非甲烷总烃（最高的十处）', 'NMHC, the ten highest'),
      description: words(
        '风机运行时每个时间步的平均浓度。',
        'Mean of each step while the fan runs.',
      ),
      unit: 'conmgm3',
      width: 12,
      height: 9,
      step: '1m',
      devices: true,
      queries: [hydrocarbons.curves('mean("nmhc_mean")')],
    }),
  ],
})

const machines = (): Row => ({
  title: words('风机与净化器', 'Fans and purifiers'),
  panels: [
    statePanel({
      title: words('风机（油烟最高的十处）', 'Fans, of the ten highest'),
      description: words(
        '油烟最高的十处风机的运行状态；一个时间步内运行过即为运行。',
        'State of the fans of the ten outlets with the highest fume; a step in which it ran counts as running.',
      ),
      unit: 'short',
      width: 12,
      height: 9,
      step: '1m',
      queries: [
        curves({
          select: 'max("fan_max")',
          from,
          where: [inDistrict, '"device" =~ /^$smokiest$/'],
          by: ['device'],
          fill: 'none',
          alias: '$tag_device',
        }),
      ],
      states: onOff(words('运行', 'Running'), words('停机', 'Off'), [severityColour.blue, unknown]),
    }),
    statePanel({
      title: words('风机运行时停过的净化器', 'Purifiers that were off while the fan ran'),
      description: words(
        '所示时段内风机运行时停过的净化器；一个时间步内停过即为停机，黄色为典型违规。',
        'Purifiers that were off while the fan ran in the time shown; a step in which it was off counts as off. Yellow is the classic violation.',
      ),
      noneFound: words('没有净化器停过', 'No purifier was off'),
      unit: 'short',
      width: 12,
      height: 9,
      step: '1m',
      queries: [unpurified.curves('min("purifier_min")')],
      states: onOff(words('运行', 'Running'), words('停机', 'Off'), [calm, severityColour.yellow]),
    }),
    alarmCounts('fume', '1d', '30d', 24),
  ],
})

export const fume = (limits: Limits): Board => ({
  name: 'fume',
  title: words('餐饮油烟', 'Cooking fume'),
  description: words('油烟浓度与风机、净化器的运行。', 'Fume, and whether fans and purifiers run.'),
  from: 'now-24h',
  refresh: '1m',
  variables: [
    district,
    deviceOf('fume'),
    smokiest.variable,
    hydrocarbons.variable,
    unpurified.variable,
  ],
  annotations: [alarmsOf('fume')],
  rows: [
    now(limits),
    outlets(limits),
    machines(),
    {
      title: words('设备与告警', 'Devices and alarms'),
      panels: [deviceTable('fume'), alarmTable([ofKind('fume'), ...chosen])],
    },
  ],
})

import type { Limits } from '../limits.ts'
import { alarmsOf } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { chosen, eachDevice } from '../parts/chosen-devices.ts'
import { curves } from '../parts/influxql.ts'
import { numberPanel } from '../parts/number-panel.ts'
import { minutes, ofKind } from '../parts/schema.ts'
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

const now = ({ fume }: Limits): Row => ({
  title: words('现状', 'Now'),
  panels: [
    numberPanel({
      title: words('油烟最高', 'Highest fume'),
      description: words(
        '风机运行时各排口每分钟均值中的最大值。',
        'Highest minute mean of any outlet while its fan runs.',
      ),
      unit: 'conmgm3',
      width: 6,
      height: 5,
      step: '1m',
      decimals: 2,
      course: true,
      queries: [
        curves({
          select: 'max("fume_mean") AS "fume"',
          from,
          where: ['"fan_mean" > 0', ...chosen],
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
          where: ['"fan_mean" > 0', ...chosen],
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
      title: words('油烟浓度', 'Fume'),
      description: words(
        '每个时间步的平均浓度；虚线为 GB 18483-2001 限值。风机停机时的数值没有意义。',
        'Mean of each step; the line is the limit of GB 18483-2001. With the fan off the value means nothing.',
      ),
      unit: 'conmgm3',
      width: 12,
      height: 9,
      step: '1m',
      queries: [eachDevice('mean("fume_mean")', from)],
      steps: ladder({ yellow: fume.concentration }),
    }),
    curvePanel({
      title: words('非甲烷总烃', 'NMHC'),
      description: words('每个时间步的平均浓度。', 'Mean of each step.'),
      unit: 'conmgm3',
      width: 12,
      height: 9,
      step: '1m',
      queries: [eachDevice('mean("nmhc_mean")', from)],
    }),
  ],
})

const machines = (): Row => ({
  title: words('风机与净化器', 'Fans and purifiers'),
  panels: [
    statePanel({
      title: words('风机', 'Fans'),
      description: words(
        '每台风机的运行状态；一个时间步内运行过即为运行。',
        'State of each fan; a step in which it ran counts as running.',
      ),
      unit: 'short',
      width: 12,
      height: 9,
      step: '1m',
      queries: [eachDevice('max("fan_max")', from)],
      states: onOff(words('运行', 'Running'), words('停机', 'Off'), [severityColour.blue, unknown]),
    }),
    statePanel({
      title: words('净化器（风机运行时）', 'Purifiers while the fan runs'),
      description: words(
        '风机运行时净化器的状态；一个时间步内停过即为停机，黄色为典型违规。',
        'State of each purifier while the fan runs; a step in which it was off counts as off. Yellow is the classic violation.',
      ),
      unit: 'short',
      width: 12,
      height: 9,
      step: '1m',
      queries: [
        curves({
          select: 'min("purifier_min")',
          from,
          where: ['"fan_mean" > 0', ...chosen],
          by: ['device'],
          fill: 'none',
          alias: '$tag_device',
        }),
      ],
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
  variables: [district, deviceOf('fume')],
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

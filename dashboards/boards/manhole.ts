import type { Limits } from '../limits.ts'
import { alarmsOf } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { chosen, eachDevice } from '../parts/chosen-devices.ts'
import { curves, total } from '../parts/influxql.ts'
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
import { calm, ladder, onOff, severityColour } from '../parts/thresholds.ts'
import { deviceOf, district } from '../parts/variables.ts'
import { words } from '../parts/words.ts'

const from = minutes('manhole')

const now = (): Row => ({
  title: words('现状', 'Now'),
  panels: [
    numberPanel({
      title: words('井盖打开', 'Covers open'),
      description: words(
        '最近一次读数为打开的井盖数；井盖平时每小时上报一次。',
        'Covers whose last reading says open; a cover reports every hour when nothing happens.',
      ),
      unit: 'short',
      width: 6,
      height: 5,
      queries: [
        total('sum("open") AS "open"', {
          columns: { open: 'last("coverOpen_max")' },
          from,
          where: chosen,
          by: ['device'],
        }),
      ],
      steps: ladder({ orange: 1 }),
    }),
    numberPanel({
      title: words('最大倾角', 'Greatest tilt'),
      description: words(
        '所选时段内的最大倾角变化。',
        'Greatest tilt from rest in the chosen time.',
      ),
      unit: 'degree',
      width: 6,
      height: 5,
      decimals: 1,
      queries: [curves({ select: 'max("tilt_max") AS "tilt"', from, where: chosen })],
    }),
    reportingNumber('manhole'),
    silentNumber('manhole'),
    raisedNumber('manhole'),
  ],
})

const covers = ({ cover }: Limits): Row => ({
  title: words('井盖', 'Covers'),
  panels: [
    statePanel({
      title: words('井盖开闭', 'Covers open and shut'),
      description: words(
        '每个井盖的开闭状态随时间变化，橙色为打开。',
        'State of each cover over time; orange is open.',
      ),
      unit: 'short',
      width: 12,
      height: 10,
      step: '1m',
      queries: [eachDevice('max("coverOpen_max")', from)],
      states: onOff(words('打开', 'Open'), words('关闭', 'Shut'), [severityColour.orange, calm]),
    }),
    curvePanel({
      title: words('倾角', 'Tilt'),
      description: words(
        '每个时间步内的最大倾角；虚线为判定打开的角度。',
        'Greatest tilt of each step; the line is the angle that counts as open.',
      ),
      unit: 'degree',
      width: 12,
      height: 10,
      step: '1m',
      queries: [eachDevice('max("tilt_max")', from)],
      steps: ladder({ orange: cover.open_deg }),
    }),
  ],
})

const wells = ({ well, gas }: Limits): Row => ({
  title: words('井内', 'In the well'),
  panels: [
    curvePanel({
      title: words('井内水位', 'Water in the well'),
      description: words(
        '每个时间步内的最高水位；虚线为高水位与满井水位。',
        'Highest water of each step; the lines are high and full.',
      ),
      unit: 'suffix: cm',
      width: 8,
      height: 8,
      step: '1m',
      queries: [eachDevice('max("wellLevel_max")', from)],
      steps: ladder({ yellow: well.high_cm, orange: well.full_cm }),
    }),
    curvePanel({
      title: words('甲烷', 'Methane'),
      description: words(
        '每个时间步内的最高甲烷浓度，以爆炸下限的百分比计。',
        'Highest methane of each step, as a share of the lower explosive limit.',
      ),
      unit: 'suffix: %LEL',
      width: 8,
      height: 8,
      step: '1m',
      queries: [eachDevice('max("ch4_max")', from)],
      steps: ladder({ red: gas.ch4_lel }),
    }),
    curvePanel({
      title: words('硫化氢', 'Hydrogen sulphide'),
      description: words(
        '每个时间步内的最高硫化氢浓度。',
        'Highest hydrogen sulphide of each step.',
      ),
      unit: 'conmgm3',
      width: 8,
      height: 8,
      step: '1m',
      queries: [eachDevice('max("h2s_max")', from)],
      steps: ladder({ red: gas.h2s_mg }),
    }),
  ],
})

const power = ({ battery }: Limits): Row => ({
  title: words('电量与告警', 'Batteries and alarms'),
  panels: [
    curvePanel({
      title: words('电量', 'Battery'),
      description: words(
        '每个时间步内的最低电量；低于虚线时更换电池。',
        'Lowest charge of each step; below the line the battery is due.',
      ),
      unit: 'percent',
      width: 12,
      height: 8,
      step: '1h',
      span: '30d',
      min: 0,
      max: 100,
      queries: [eachDevice('min("battery_min")', from)],
      steps: [
        [null, severityColour.red],
        [battery.low, severityColour.yellow],
        [battery.good, calm],
      ],
    }),
    alarmCounts('manhole', '1d', '30d'),
  ],
})

export const manhole = (limits: Limits): Board => ({
  name: 'manhole',
  title: words('窨井盖', 'Manhole covers'),
  description: words(
    '井盖开闭、倾角、井内水位与气体。',
    'Covers open and shut, tilt, water and gas in the wells.',
  ),
  from: 'now-24h',
  refresh: '1m',
  variables: [district, deviceOf('manhole')],
  annotations: [alarmsOf('manhole')],
  rows: [
    now(),
    covers(limits),
    wells(limits),
    power(limits),
    {
      title: words('设备与告警', 'Devices and alarms'),
      panels: [deviceTable('manhole'), alarmTable([ofKind('manhole'), ...chosen])],
    },
  ],
})

import type { Limits } from '../limits.ts'
import { alarmsOf } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { chosen, highest, lowest, onceSo } from '../parts/chosen-devices.ts'
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

const opened = onceSo({ name: 'opened', by: 'max("coverOpen_max")', from }, '>= 1')
const tilted = highest({ name: 'tilted', by: 'max("tilt_max")', from })
const fullest = highest({ name: 'fullest', by: 'max("wellLevel_max")', from })
const methane = highest({ name: 'methane', by: 'max("ch4_max")', from })
const sulphide = highest({ name: 'sulphide', by: 'max("h2s_max")', from })
const weakest = lowest({ name: 'weakest', by: 'min("battery_min")', from })

const now = ({ cover }: Limits): Row => ({
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
      steps: ladder({ orange: cover.open_deg }),
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
      title: words('打开过的井盖', 'Covers that were open'),
      description: words(
        '所示时段内打开过的井盖，橙色为打开；从未打开的不列出。',
        'Covers that were open in the time shown; orange is open. Those that stayed shut are left out.',
      ),
      noneFound: words('没有井盖打开', 'No cover was open'),
      unit: 'short',
      width: 12,
      height: 10,
      step: '1m',
      queries: [opened.curves('max("coverOpen_max")')],
      states: onOff(words('打开', 'Open'), words('关闭', 'Shut'), [severityColour.orange, calm]),
    }),
    curvePanel({
      title: words('倾角（最大的十个）', 'Tilt, the ten greatest'),
      description: words(
        '每个时间步内的最大倾角；虚线为判定打开的角度。',
        'Greatest tilt of each step; the line is the angle that counts as open.',
      ),
      unit: 'degree',
      width: 12,
      height: 10,
      step: '1m',
      devices: true,
      queries: [tilted.curves('max("tilt_max")')],
      steps: ladder({ orange: cover.open_deg }),
    }),
  ],
})

const wells = ({ well, gas }: Limits): Row => ({
  title: words('井内', 'In the well'),
  panels: [
    curvePanel({
      title: words('井内水位（最高的十个）', 'Water in the well, the ten highest'),
      description: words(
        '每个时间步内的最高水位；虚线为高水位与满井水位。',
        'Highest water of each step; the lines are high and full.',
      ),
      unit: 'suffix:cm',
      width: 8,
      height: 8,
      step: '1m',
      devices: true,
      queries: [fullest.curves('max("wellLevel_max")')],
      steps: ladder({ yellow: well.high_cm, orange: well.full_cm }),
    }),
    curvePanel({
      title: words('甲烷（最高的十个）', 'Methane, the ten highest'),
      description: words(
        '每个时间步内的最高甲烷浓度，以爆炸下限的百分比计。',
        'Highest methane of each step, as a share of the lower explosive limit.',
      ),
      unit: 'suffix:%LEL',
      width: 8,
      height: 8,
      step: '1m',
      devices: true,
      queries: [methane.curves('max("ch4_max")')],
      steps: ladder({ red: gas.ch4_lel }),
    }),
    curvePanel({
      title: words('硫化氢（最高的十个）', 'Hydrogen sulphide, the ten highest'),
      description: words(
        '每个时间步内的最高硫化氢浓度。',
        'Highest hydrogen sulphide of each step.',
      ),
      unit: 'conmgm3',
      width: 8,
      height: 8,
      step: '1m',
      devices: true,
      queries: [sulphide.curves('max("h2s_max")')],
      steps: ladder({ red: gas.h2s_mg }),
    }),
  ],
})

const power = ({ battery }: Limits): Row => ({
  title: words('电量与告警', 'Batteries and alarms'),
  panels: [
    curvePanel({
      title: words('电量（最低的十个）', 'Battery, the ten lowest'),
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
      devices: true,
      queries: [weakest.curves('min("battery_min")')],
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
  variables: [
    district,
    deviceOf('manhole'),
    ...[opened, tilted, fullest, methane, sulphide, weakest].map(({ variable }) => variable),
  ],
  annotations: [alarmsOf('manhole')],
  rows: [
    now(limits),
    covers(limits),
    wells(limits),
    power(limits),
    {
      title: words('设备与告警', 'Devices and alarms'),
      panels: [deviceTable('manhole'), alarmTable([ofKind('manhole'), ...chosen])],
    },
  ],
})

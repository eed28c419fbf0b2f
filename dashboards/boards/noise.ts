import { noiseZones, type NoiseZone } from '../../core/device.ts'
import type { Limits } from '../limits.ts'
import { alarmsOf, nights } from '../parts/annotations.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { chosen, highest } from '../parts/chosen-devices.ts'
import { curves } from '../parts/influxql.ts'
import { numberPanel, rankPanel } from '../parts/number-panel.ts'
import type { Panel } from '../parts/panel.ts'
import { hours, minutes, ofKind } from '../parts/schema.ts'
import {
  alarmCounts,
  alarmTable,
  deviceTable,
  raisedNumber,
  reportingNumber,
  silentNumber,
} from '../parts/shared-panels.ts'
import { calm, ladder, severityColour } from '../parts/thresholds.ts'
import { deviceOf, district } from '../parts/variables.ts'
import { words } from '../parts/words.ts'

const loudest = highest({ name: 'loudest', by: 'max("laeq_mean")', from: minutes('noise') })

const now = (): Row => ({
  title: words('现状', 'Now'),
  panels: [
    numberPanel({
      title: words('最响一分钟', 'Loudest minute'),
      description: words(
        '所选时段内各测点最响一分钟的等效声级。',
        'Equivalent level of the loudest minute at any point in the chosen time.',
      ),
      unit: 'dB',
      width: 6,
      height: 5,
      decimals: 1,
      queries: [
        curves({ select: 'max("laeq_mean") AS "laeq"', from: minutes('noise'), where: chosen }),
      ],
      steps: ladder({ yellow: 70, orange: 85 }),
    }),
    numberPanel({
      title: words('最高瞬时声级', 'Highest peak'),
      description: words(
        '所选时段内的最大声级 LAFmax。',
        'Highest maximum level LAFmax in the chosen time.',
      ),
      unit: 'dB',
      width: 6,
      height: 5,
      decimals: 1,
      queries: [
        curves({ select: 'max("lafmax_max") AS "lafmax"', from: minutes('noise'), where: chosen }),
      ],
    }),
    reportingNumber('noise'),
    silentNumber('noise'),
    raisedNumber('noise'),
  ],
})

const zoneWords: Readonly<Record<NoiseZone, readonly [zh: string, en: string]>> = {
  '0': ['0类 康复疗养', 'Zone 0, convalescence'],
  '1': ['1类 居住文教', 'Zone 1, housing and schools'],
  '2': ['2类 商住混杂', 'Zone 2, commerce and mixed'],
  '3': ['3类 工业仓储', 'Zone 3, industry and storage'],
  '4a': ['4a类 交通干线', 'Zone 4a, main roads'],
  '4b': ['4b类 铁路干线', 'Zone 4b, railways'],
}

/** Points of a zone at one hour, without averaging levels of several. */
const ofPoints = [
  { curve: 'max', words: words('最响测点', 'Loudest point') },
  { curve: 'median', words: words('居中测点', 'Middle point') },
  { curve: 'min', words: words('最静测点', 'Quietest point') },
] as const

/** Hours as they are stored: their means are energy means, and means of levels over longer steps would be none. */
const ofZone = (zone: NoiseZone, limits: Limits): Panel => {
  const [zh, en] = zoneWords[zone]
  const { day, night } = limits.noise[zone]
  return curvePanel({
    title: words(zh, en),
    description: words(
      `区内最响、居中与最静测点的每小时等效声级；虚线为夜间限值 ${night} dB 与昼间限值 ${day} dB（GB 3096-2008），底色为夜间。`,
      `Equivalent level of each hour at the loudest, the middle and the quietest point of the zone; the lines are the limits of the night, ${night} dB, and the day, ${day} dB (GB 3096-2008); nights are shaded.`,
    ),
    unit: 'dB',
    width: 8,
    height: 8,
    decimals: 1,
    step: '1h',
    queries: ofPoints.map(({ curve }) =>
      curves({
        select: `${curve}("laeq_mean")`,
        from: hours('noise'),
        where: [`"zone" = '${zone}'`, ...chosen],
        fill: 'none',
        alias: curve,
      }),
    ),
    names: ofPoints,
    steps: [
      [null, calm],
      [night, severityColour.yellow],
      [day, severityColour.red],
    ],
  })
}

const zones = (limits: Limits): Row => ({
  title: words('声环境功能区', 'Acoustic environment zones'),
  panels: noiseZones.map((zone) => ofZone(zone, limits)),
})

const course = (): Row => ({
  title: words('过程', 'Course'),
  panels: [
    curvePanel({
      title: words('等效声级（最响的十处）', 'Equivalent level, the ten loudest'),
      description: words(
        '每个时间步内最响一分钟的等效声级。',
        'Equivalent level of the loudest minute of each step.',
      ),
      unit: 'dB',
      width: 16,
      height: 9,
      step: '1m',
      devices: true,
      queries: [loudest.curves('max("laeq_mean")')],
    }),
    rankPanel({
      title: words('最响测点', 'Loudest points'),
      description: words(
        '按所选时段内最响一分钟排列。',
        'Points by their loudest minute in the chosen time.',
      ),
      unit: 'dB',
      width: 8,
      height: 9,
      decimals: 1,
      min: 30,
      queries: [
        curves({
          select: 'max("laeq_mean")',
          from: minutes('noise'),
          where: chosen,
          by: ['device'],
          alias: '$tag_device',
        }),
      ],
    }),
    curvePanel({
      title: words('统计声级', 'Statistical levels'),
      description: words(
        'L10、L50、L90 的最大值：偶发声、中值与背景声。',
        'Highest L10, L50 and L90: peaks, middle and background.',
      ),
      unit: 'dB',
      width: 12,
      height: 8,
      step: '1m',
      queries: (['l10', 'l50', 'l90'] as const).map((name) =>
        curves({
          select: `max("${name}_max")`,
          from: minutes('noise'),
          where: chosen,
          fill: 'none',
          alias: name.toUpperCase(),
        }),
      ),
    }),
    alarmCounts('noise', '1d', '30d'),
  ],
})

export const noise = (limits: Limits): Board => ({
  name: 'noise',
  title: words('噪声', 'Noise'),
  description: words(
    '各声环境功能区昼夜声级与限值。',
    'Levels by zone against the limits of day and night.',
  ),
  from: 'now-48h',
  refresh: '1m',
  variables: [district, deviceOf('noise'), loudest.variable],
  annotations: [alarmsOf('noise'), nights],
  rows: [
    now(),
    zones(limits),
    course(),
    {
      title: words('设备与告警', 'Devices and alarms'),
      panels: [deviceTable('noise'), alarmTable([ofKind('noise'), ...chosen])],
    },
  ],
})

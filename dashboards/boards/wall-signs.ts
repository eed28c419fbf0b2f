import type { BuiltInKind, BuiltInQuantity } from '../../core/kinds/built-in.ts'
import type { Limits } from '../limits.ts'
import type { Row } from '../parts/board.ts'
import { curves, total, type Query } from '../parts/influxql.ts'
import type { Panel } from '../parts/panel.ts'
import { events, hours, minutes } from '../parts/schema.ts'
import { ladder, share } from '../parts/thresholds.ts'
import { words } from '../parts/words.ts'
import { city, moment, number, ofCity } from './wall-number.ts'

const sign = (
  field: 'highest' | 'mean' | 'on',
  kind: BuiltInKind,
  quantity: BuiltInQuantity,
): Query =>
  curves({
    select: `last("${field}") AS "${quantity}"`,
    from: events('vital_sign'),
    where: [`"kind" = '${kind}'`, `"quantity" = '${quantity}'`],
  })

const fleet = (): readonly Panel[] => [
  number(
    words('未解除告警', 'Standing alarms'),
    words('已触发未解除的告警数。', 'Alarms raised and not cleared.'),
    ofCity('standing_alarms'),
    { width: 2, span: moment, steps: ladder({ yellow: 10, red: 50 }) },
  ),
  number(
    words('设备在线率', 'Devices reporting'),
    words('按周期上报的设备比例。', 'Share of the devices that report in time.'),
    curves({ select: 'last("reporting") / last("devices") AS "share"', from: city }),
    {
      unit: 'percentunit',
      width: 3,
      span: moment,
      decimals: 1,
      steps: share(0.9, 0.98),
    },
  ),
]

const water = ({ road }: Limits): readonly Panel[] => [
  number(
    words('最深积水', 'Deepest water'),
    words(
      '各积水点最近一次读数中的最大深度。',
      'Greatest depth of the newest readings of all points.',
    ),
    sign('highest', 'water', 'depth'),
    {
      unit: 'suffix:cm',
      width: 3,
      span: moment,
      decimals: 0,
      steps: ladder({
        blue: road.watch_cm,
        yellow: road.file_cm,
        orange: road.close_cm,
        red: road.evacuate_cm,
      }),
    },
  ),
]

/** Without colours: no rule judges a total. */
const rain = (): readonly Panel[] => [
  number(
    words('一小时雨量', 'Rain, one hour'),
    words('雨量最大的测站最近一小时的雨量。', 'Rain of the last hour at the gauge that had most.'),
    total('max("rain") AS "rain"', {
      columns: { rain: 'mean("rain_mean")' },
      from: minutes('water'),
      by: ['device'],
    }),
    {
      unit: 'lengthmm',
      width: 3,
      span: '1h',
      decimals: 1,
    },
  ),
  number(
    words('二十四小时雨量', 'Rain, 24 hours'),
    words(
      '雨量最大的测站最近二十四个整点小时的雨量，不含当前小时。',
      'Rain of the last 24 full hours, without the one that runs, at the gauge that had most.',
    ),
    total('max("rain") AS "rain"', {
      columns: { rain: 'sum("rain_mean")' },
      from: hours('water'),
      by: ['device'],
    }),
    {
      unit: 'lengthmm',
      width: 3,
      span: '24h',
      decimals: 0,
    },
  ),
]

const wellsAndAir = ({ dust, fume }: Limits): readonly Panel[] => [
  number(
    words('井盖打开', 'Covers open'),
    words(
      '最近一次读数为打开的井盖数；井盖平时每小时上报一次，打开时立即上报。',
      'Covers whose newest reading says open; a cover reports every hour, and at once when it opens.',
    ),
    sign('on', 'manhole', 'coverOpen'),
    { width: 2, span: moment, decimals: 0, steps: ladder({ orange: 1 }) },
  ),
  number(
    words('最响噪声', 'Loudest noise'),
    words(
      '各测点最近一次读数中的最大等效声级。',
      'Highest equivalent level of the newest readings of all points.',
    ),
    sign('highest', 'noise', 'laeq'),
    {
      unit: 'dB',
      width: 3,
      span: moment,
      decimals: 0,
      steps: ladder({ yellow: 70, orange: 85 }),
    },
  ),
  number(
    words('PM10 平均', 'PM10, mean'),
    words('各测点最近一次读数的平均。', 'Mean of the newest readings of all points.'),
    sign('mean', 'dust', 'pm10'),
    {
      unit: 'conμgm3',
      width: 3,
      span: moment,
      decimals: 0,
      steps: ladder({ yellow: dust.pm10 }),
    },
  ),
  number(
    words('油烟最高', 'Highest fume'),
    words(
      '风机运行的排口最近一次读数中的最高浓度。',
      'Highest of the newest readings of outlets while their fans run.',
    ),
    sign('highest', 'fume', 'fume'),
    {
      unit: 'conmgm3',
      width: 2,
      span: moment,
      decimals: 1,
      none: words('无风机运行', 'No fan runs'),
      steps: ladder({ yellow: fume.concentration }),
    },
  ),
]

export const vitalSigns = (limits: Limits): Row => ({
  panels: [...fleet(), ...water(limits), ...rain(), ...wellsAndAir(limits)],
})

/** The curve of the quantity before and after the alarm, and that of the same quantity at the neighbours of the same kind. */
import { useMemo, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Alarm, Bucket, Device, DeviceRule } from '../../api/types.ts'
import { Curve, type CurveLimit } from '../../parts/curve.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { alarmWords } from '../../words/centre.ts'
import { severityWords } from '../../../core/severity.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { language, say } from '../../words/words.ts'
import { limitsOn, pointsOf } from '../../parts/curve-points.ts'
import {
  devicePath,
  quantitiesOf,
  quantityName,
  showValue,
  unitOf,
} from '../../parts/device-names.ts'
import { curveWindow, quantitiesByWeight, type CurveWindow } from './alarm-window.ts'

/** Milliseconds between two marks that can both be read. */
const apart = 15 * 60_000

export interface AlarmCurvesProps {
  readonly alarm: Alarm
  readonly device: Device
  readonly rule: DeviceRule | undefined
  /** Whether it is known by now that there is no more to know of the rule. */
  readonly rulesRead: boolean
}

export function AlarmCurves({ alarm, device, rule, rulesRead }: AlarmCurvesProps) {
  const [chosen, setChosen] = useState<string>()
  const weighed = quantitiesByWeight(quantitiesOf(device.kind), {
    condition: alarm.evidence?.condition ?? '',
    names: Object.keys(alarm.evidence?.values ?? {}),
    limited: rule?.levels.flatMap(({ limits }) => limits.map(({ quantity }) => quantity)) ?? [],
  })
  // Until the rule is read the first quantity may be another: better to wait than to show the wrong curve.
  const quantity = chosen ?? (rulesRead ? weighed[0] : undefined)
  const limits = useMemo(
    () => (rule === undefined || quantity === undefined ? [] : curveLimits(quantity, rule)),
    [rule, quantity, language.value],
  )
  const since = alarm.evidence?.since
  const marks = useMemo(
    () => [
      { at: alarm.raisedAt, label: say(alarmWords.raised) },
      ...(alarm.clearedAt === undefined
        ? []
        : [{ at: alarm.clearedAt, label: say(alarmWords.over) }]),
    ],
    [since, alarm.raisedAt, alarm.clearedAt, language.value],
  )
  // Of an alarm that was raised at once the two would be written over each other.
  const held = useMemo(
    () =>
      since === undefined || alarm.raisedAt - since < apart
        ? marks
        : [{ at: since, label: say(alarmWords.since) }, ...marks],
    [since, marks],
  )
  const times = {
    since: Math.min(since ?? alarm.raisedAt, alarm.raisedAt),
    clearedAt: alarm.clearedAt,
    period: device.period,
  }
  return (
    <>
      <section class="sheet">
        <h2>{say(alarmWords.curve)}</h2>
        <label class="row">
          {say(alarmWords.quantity)}
          <select value={quantity ?? ''} onChange={(event) => setChosen(event.currentTarget.value)}>
            {weighed.map((name) => (
              <option key={name} value={name}>
                {quantityName(name)}
              </option>
            ))}
          </select>
        </label>
        {quantity === undefined ? null : (
          <QuantityCurve
            device={device}
            quantity={quantity}
            times={times}
            limits={limits}
            marks={held}
          />
        )}
        {rulesRead && limits.length === 0 ? (
          <p class="quiet">{say(alarmWords.limitsAway)}</p>
        ) : null}
      </section>
      {quantity === undefined ? null : (
        <Neighbours device={device} quantity={quantity} times={times} marks={marks} />
      )}
    </>
  )
}

const curveLimits = (quantity: string, rule: DeviceRule): readonly CurveLimit[] =>
  limitsOn(quantity, [rule]).map(({ severity, operator, value }) => ({
    value,
    severity,
    label: `${say(severityWords[severity])} ${operator} ${showValue(quantity, value)}`,
  }))

type Marks = readonly { readonly at: number; readonly label: string }[]

interface QuantityCurveProps {
  readonly device: Device
  readonly quantity: string
  readonly times: Omit<Parameters<typeof curveWindow>[0], 'now'>
  readonly limits?: readonly CurveLimit[]
  readonly marks: Marks
  readonly height?: number
  /** Say the newest value beside the curve. */
  readonly latest?: boolean
}

interface Drawn {
  readonly buckets: readonly Bucket[]
  readonly window: CurveWindow
}

function QuantityCurve(props: QuantityCurveProps) {
  const { device, quantity, times, limits, marks, height, latest = false } = props
  const [empty, setEmpty] = useState(true)
  const read = async (signal: AbortSignal): Promise<Drawn> => {
    const window = curveWindow({ ...times, now: Date.now() })
    const { buckets } = await call('GET /v1/readings', {
      query: { device: device.id, quantity, ...window },
      signal,
    })
    setEmpty(buckets.length === 0)
    return { buckets, window }
  }
  const drawn = useResource(
    `curve ${device.id} ${quantity} ${times.since} ${times.clearedAt ?? ''}`,
    read,
    // What is over does not change any more. The series is a little behind the alarm that somebody opens at once.
    times.clearedAt === undefined ? { every: empty ? 5_000 : 60_000 } : {},
  )
  const points = useMemo(
    () => (drawn.value === undefined ? [] : pointsOf(drawn.value.buckets, drawn.value.window)),
    [drawn.value],
  )
  return (
    <Loaded
      resource={drawn}
      isEmpty={({ buckets }) => buckets.length === 0}
      empty={<p class="quiet">{say(alarmWords.noReadings)}</p>}
    >
      {({ buckets }) => (
        <>
          {latest ? <Latest bucket={buckets.at(-1)} quantity={quantity} /> : null}
          <Curve
            label={`${device.name ?? device.id}: ${say(alarmWords.curveOf, { quantity: quantityName(quantity) })}`}
            unit={unitOf(quantity)}
            points={points}
            marks={marks}
            {...(limits === undefined ? {} : { limits })}
            {...(height === undefined ? {} : { height })}
          />
        </>
      )}
    </Loaded>
  )
}

interface LatestProps {
  readonly bucket: Bucket | undefined
  readonly quantity: string
}

const Latest = ({ bucket, quantity }: LatestProps) => (
  <p class="quiet">
    {say(alarmWords.latest)} {showValue(quantity, bucket?.mean)} ·{' '}
    {showInstant(bucket?.at, 'minute')}
  </p>
)

/** Does the same happen around it? One device alone points at the device, several at the place. */
function Neighbours({ device, quantity, times, marks }: Omit<QuantityCurveProps, 'limits'>) {
  const found = useResource(`neighbours ${device.id}`, (signal) =>
    call('GET /v1/devices/{id}/neighbours', {
      path: { id: device.id },
      query: { kind: device.kind, radius: 500, limit: 4 },
      signal,
    }),
  )
  return (
    <section class="sheet">
      <h2>{say(alarmWords.neighbours)}</h2>
      <Loaded
        resource={found}
        isEmpty={({ neighbours }) => neighbours.length === 0}
        empty={<p class="quiet">{say(alarmWords.noNeighbours)}</p>}
      >
        {({ neighbours }) => (
          <ul class="neighbours">
            {neighbours.map(({ device: neighbour, metres }) => (
              <li key={neighbour.id}>
                <h3>
                  <a href={devicePath(neighbour.id)}>{neighbour.name ?? neighbour.id}</a>{' '}
                  <small class="quiet">
                    {say(alarmWords.metres, { count: showNumber(metres, 0) })}
                  </small>
                </h3>
                <QuantityCurve
                  device={neighbour}
                  quantity={quantity}
                  times={{ ...times, period: neighbour.period }}
                  marks={marks}
                  height={130}
                  latest
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  )
}

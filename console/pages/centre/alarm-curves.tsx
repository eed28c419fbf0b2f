/** The curve of the quantity before and after the alarm, and beside it the same quantity at the neighbours of the same kind. */
import { useEffect, useMemo, useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { Alarm, Bucket, Device, DeviceRule } from '../../api/types.ts'
import { Curve, type CurveLimit } from '../../parts/curve.tsx'
import { curveLimits } from '../../parts/curve-limits.ts'
import { CurveValues } from '../../parts/curve-values.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { alarmWords } from '../../words/centre.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { language, say } from '../../words/words.ts'
import { drawnFrom, extentOf, pointsOf, type Extent } from '../../parts/curve-points.ts'
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
  const [own, setOwn] = useState<readonly Bucket[]>(noBuckets)
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
          <OwnCurve
            device={device}
            quantity={quantity}
            times={times}
            limits={limits}
            marks={held}
            onRead={setOwn}
          />
        )}
        {rulesRead && limits.length === 0 ? (
          <p class="quiet">{say(alarmWords.limitsAway)}</p>
        ) : null}
      </section>
      {quantity === undefined ? null : (
        <Neighbours
          device={device}
          quantity={quantity}
          times={times}
          limits={limits}
          marks={marks}
          own={own}
        />
      )}
    </>
  )
}

const noBuckets: readonly Bucket[] = []

type Marks = readonly { readonly at: number; readonly label: string }[]

interface CurveOfProps {
  readonly device: Device
  readonly quantity: string
  readonly times: Omit<Parameters<typeof curveWindow>[0], 'now'>
  readonly limits: readonly CurveLimit[]
  readonly marks: Marks
}

interface Course {
  readonly buckets: readonly Bucket[]
  readonly window: CurveWindow
}

async function readCourse(
  { device, quantity, times }: Pick<CurveOfProps, 'device' | 'quantity' | 'times'>,
  signal: AbortSignal,
): Promise<Course> {
  const window = curveWindow({ ...times, now: Date.now() })
  const { buckets } = await call('GET /v1/readings', {
    query: { device: device.id, quantity, ...window },
    signal,
  })
  return { buckets, window }
}

/** What is over does not change any more. The series is a little behind the alarm that somebody opens at once. */
const refresh = ({ clearedAt }: CurveOfProps['times'], empty: boolean) =>
  clearedAt === undefined ? { every: empty ? 5_000 : 60_000 } : {}

interface OwnCurveProps extends CurveOfProps {
  readonly onRead: (buckets: readonly Bucket[]) => void
}

function OwnCurve({ onRead, ...of }: OwnCurveProps) {
  const { device, quantity, times } = of
  const [empty, setEmpty] = useState(true)
  const course = useResource(
    `curve ${device.id} ${quantity} ${times.since} ${times.clearedAt ?? ''}`,
    async (signal) => {
      const found = await readCourse(of, signal)
      setEmpty(found.buckets.length === 0)
      return found
    },
    refresh(times, empty),
  )
  useEffect(() => onRead(course.value?.buckets ?? noBuckets), [course.value])
  return (
    <Loaded
      resource={course}
      isEmpty={({ buckets }) => buckets.length === 0}
      empty={<p class="quiet">{say(alarmWords.noReadings)}</p>}
    >
      {(found) => <DrawnCourse {...of} course={found} />}
    </Loaded>
  )
}

interface DrawnCourseProps extends CurveOfProps {
  readonly course: Course
  readonly height?: number
  readonly extent?: Extent | undefined
}

function DrawnCourse({ device, quantity, course, ...drawn }: DrawnCourseProps) {
  const { buckets, window } = course
  const from = drawnFrom(buckets, window)
  const points = useMemo(() => pointsOf(buckets, { ...window, from }), [course])
  return (
    <>
      <Curve
        label={`${device.name ?? device.id}: ${say(alarmWords.curveOf, { quantity: quantityName(quantity) })}`}
        unit={unitOf(quantity)}
        points={points}
        {...{ limits: drawn.limits, marks: drawn.marks, extent: drawn.extent }}
        {...(drawn.height === undefined ? {} : { height: drawn.height })}
      />
      <CurveValues
        label={`${device.name ?? device.id}: ${quantityName(quantity)}`}
        unit={unitOf(quantity)}
        points={points}
        name={`${device.id}-${quantity}`}
      />
      {from === window.from ? null : (
        <p class="quiet">
          {say(alarmWords.noneBefore, { time: showInstant(buckets[0]?.at, 'minute') })}
        </p>
      )}
    </>
  )
}

interface NeighboursProps extends CurveOfProps {
  /** Of the device itself: its neighbours are drawn on the same scale. */
  readonly own: readonly Bucket[]
}

/** Does the same happen around it? One device alone points at the device, several at the place. */
function Neighbours({ own, ...of }: NeighboursProps) {
  const { device, quantity, times, limits, marks } = of
  const found = useResource(
    `neighbours ${device.id} ${quantity} ${times.since} ${times.clearedAt ?? ''}`,
    async (signal) => {
      const { neighbours } = await call('GET /v1/devices/{id}/neighbours', {
        path: { id: device.id },
        query: { kind: device.kind, radius: 500, limit: 4 },
        signal,
      })
      return Promise.all(
        neighbours.map(async ({ device: neighbour, metres }) => {
          const its = { device: neighbour, quantity, times: { ...times, period: neighbour.period } }
          return { device: neighbour, metres, course: await readCourse(its, signal) }
        }),
      )
    },
    refresh(times, false),
  )
  return (
    <section class="sheet">
      <h2>{say(alarmWords.neighbours)}</h2>
      <Loaded
        resource={found}
        isEmpty={(neighbours) => neighbours.length === 0}
        empty={<p class="quiet">{say(alarmWords.noNeighbours)}</p>}
      >
        {(neighbours) => {
          const measuring = neighbours.filter(({ course }) => course.buckets.length > 0)
          const extent = extentOf([own, ...measuring.map(({ course }) => course.buckets)])
          const others = neighbours.length - measuring.length
          return (
            <>
              <ul class="neighbours">
                {measuring.map(({ device: neighbour, metres, course }) => (
                  <li key={neighbour.id}>
                    <h3>
                      <a href={devicePath(neighbour.id)}>{neighbour.name ?? neighbour.id}</a>{' '}
                      <small class="quiet">
                        {say(alarmWords.metres, { count: showNumber(metres, 0) })}
                      </small>
                    </h3>
                    <Latest bucket={course.buckets.at(-1)} quantity={quantity} />
                    <DrawnCourse
                      {...{ device: neighbour, quantity, times, limits, marks, course, extent }}
                      height={130}
                    />
                  </li>
                ))}
              </ul>
              {others === 0 ? null : (
                <p class="quiet">
                  {say(alarmWords.notMeasuring, {
                    count: others,
                    quantity: quantityName(quantity),
                  })}
                </p>
              )}
            </>
          )
        }}
      </Loaded>
    </section>
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

/** Curves of everything a device measures, with the limits of the rules that apply to it. */
import { useMemo, useState } from 'preact/hooks'

import type { Bucket, Device, DeviceRule } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { Curve, type CurveProps } from '../../parts/curve.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource, type Resource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { showDuration, showNumber } from '../../words/format.ts'
import { language, say } from '../../words/words.ts'
import {
  bucketFor,
  figuresOf,
  limitsOn,
  pointsOf,
  rangeNames,
  windowOf,
  type RangeName,
} from '../../parts/curve-points.ts'
import { CurveValues } from '../../parts/curve-values.tsx'
import { fieldOf, instantIn } from '../../parts/city-time.ts'
import { city } from '../../state/city.ts'
import { curveWords } from '../../words/curve.ts'
import {
  quantitiesOf,
  quantityName,
  showThreshold,
  showValue,
  unitOf,
} from '../../parts/device-names.ts'
import { Section } from '../../parts/section.tsx'

interface Course {
  readonly quantity: string
  readonly buckets: readonly Bucket[]
}
interface Courses {
  readonly from: number
  readonly to: number
  readonly bucket: number
  readonly courses: readonly Course[]
}

export interface CurvesProps {
  readonly device: Device
  readonly rules: Resource<readonly DeviceRule[]>
}

export function Curves({ device, rules }: CurvesProps) {
  const [range, setRange] = useState<RangeName>('day')
  const [date, setDate] = useState('')
  const quantities = quantitiesOf(device.kind)
  const curves = useResource(
    `curves ${device.id} ${range} ${date} ${quantities.join(' ')}`,
    (signal) => readCourses(device, { range, date }, quantities, signal),
    { every: 45_000 },
  )
  return (
    <Section title={say(deviceWords.curves)} at={curves.at} wide>
      <div class="row no-print" role="group" aria-label={say(deviceWords.range)}>
        {rangeNames.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={date === '' && name === range}
            onClick={() => {
              setRange(name)
              setDate('')
            }}
          >
            {say(deviceWords[name])}
          </button>
        ))}
        <label>
          {say(curveWords.onDay)}{' '}
          <input
            type="date"
            value={date}
            max={today()}
            onChange={(event) => setDate(event.currentTarget.value)}
          />
        </label>
      </div>
      {rules.error === undefined || rules.value !== undefined ? null : (
        <p class="trouble">{say(deviceWords.limitsFailed)}</p>
      )}
      <Loaded resource={curves}>
        {(value) => (
          <>
            <p class="quiet">{say(deviceWords.bucketMean, { time: showDuration(value.bucket) })}</p>
            <div class="curves">
              {value.courses.filter(hasData).map((course) => (
                <QuantityCurve
                  key={course.quantity}
                  device={device.id}
                  course={course}
                  range={value}
                  rules={rules.value}
                />
              ))}
            </div>
            <WithoutData courses={value.courses} />
          </>
        )}
      </Loaded>
    </Section>
  )
}

const hasData = ({ buckets }: Course): boolean => buckets.length > 0

const WithoutData = ({ courses }: Pick<Courses, 'courses'>) => {
  const names = courses.filter((course) => !hasData(course)).map(({ quantity }) => quantity)
  if (names.length === 0) return null
  const quantities = names.map(quantityName).join(say(deviceWords.comma))
  return <p class="quiet">{say(deviceWords.noQuantityData, { quantities })}</p>
}

const cityZone = (): string => city.value?.zone ?? 'Asia/Shanghai'
const today = (): string => fieldOf(Date.now(), cityZone()).slice(0, 10)

/** From midnight to midnight on the clocks of the city; none where nothing is chosen. */
function dayOf(date: string): { readonly from: number; readonly to: number } | undefined {
  const from = instantIn(`${date}T00:00:00`, cityZone())
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000)
  if (from === undefined) return undefined
  return { from, to: instantIn(next.toISOString().slice(0, 19), cityZone()) ?? from }
}

async function readCourses(
  device: Device,
  { range, date }: { readonly range: RangeName; readonly date: string },
  quantities: readonly string[],
  signal: AbortSignal,
): Promise<Courses> {
  const window = windowOf(range, dayOf(date), Date.now())
  const { from, to } = window
  const bucket = bucketFor(window, device.period)
  const courses = await Promise.all(
    quantities.map(async (quantity) => {
      const query = { device: device.id, quantity, from, to, bucket }
      const { buckets } = await call('GET /v1/readings', {
        query,
        signal,
      })
      return { quantity, buckets }
    }),
  )
  return { from, to, bucket, courses }
}

interface QuantityCurveProps {
  readonly device: string
  readonly course: Course
  readonly range: Omit<Courses, 'courses'>
  readonly rules: readonly DeviceRule[] | undefined
}

const noMarks: NonNullable<CurveProps['marks']> = []

function QuantityCurve({ device, course, range, rules }: QuantityCurveProps) {
  const { quantity, buckets } = course
  // The picture is drawn again when one of these is another array, so they are kept while they say the same.
  const points = useMemo(() => pointsOf(buckets, range), [buckets, range])
  const spoken = language.value
  const limits = useMemo(
    () =>
      limitsOn(quantity, rules ?? []).map(({ title, severity, operator, value }) => ({
        value,
        severity,
        label: `${say(title)} ${showThreshold({ operator, value })}`,
      })),
    [quantity, JSON.stringify(rules?.map(({ levels }) => levels)), spoken],
  )
  const figures = figuresOf(buckets)
  const name = quantityName(quantity)
  if (figures === undefined) return null
  const label = say(deviceWords.curveLabel, {
    quantity: name,
    min: showValue(quantity, figures.min),
    max: showValue(quantity, figures.max),
    count: showNumber(figures.count, 0),
  })
  return (
    <figure>
      <figcaption>{label}</figcaption>
      <Curve
        label={name}
        unit={unitOf(quantity)}
        points={points}
        limits={limits}
        marks={noMarks}
        height={200}
      />
      <CurveValues
        label={name}
        unit={unitOf(quantity)}
        points={points}
        name={`${device}-${quantity}`}
      />
    </figure>
  )
}

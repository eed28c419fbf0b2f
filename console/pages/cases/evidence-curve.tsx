/** The curve that proves the case, on the screen and on its paper: with limits, unit and the clock of the city. */
import { useEffect } from 'preact/hooks'

import type { Case, CaseEvent } from '../../api/types.ts'
import { curveLimits } from '../../parts/curve-limits.ts'
import { drawnFrom, pointsOf } from '../../parts/curve-points.ts'
import { DeviceLink } from '../../parts/device-link.tsx'
import { CurveValues } from '../../parts/curve-values.tsx'
import { quantityName, unitOf } from '../../parts/device-names.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { StillCurve } from '../../parts/still-curve.tsx'
import { useResource } from '../../state/resource.ts'
import { alarmWords } from '../../words/centre.ts'
import { evidenceWords } from '../../words/evidence.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { readEvidence, type EvidenceCourse } from './evidence-course.ts'
import { decidingAlarm } from './record.ts'

const every = 60_000

export interface EvidenceCurveProps {
  readonly subject: Case
  readonly timeline: readonly CaseEvent[]
  /** It is drawn, or it is known that there is none: the case can be printed. */
  readonly onReady: () => void
}

export function EvidenceCurve({ subject, timeline, onReady }: EvidenceCurveProps) {
  const alarm = decidingAlarm(timeline)
  const isNone = alarm === undefined
  useEffect(() => {
    if (isNone) onReady()
  }, [isNone])
  // A case that a person reported has no curve, and nobody looks for one.
  return alarm === undefined ? null : (
    <OfAlarm alarm={alarm} standing={subject.standing.includes(alarm)} onReady={onReady} />
  )
}

interface OfAlarmProps extends Pick<EvidenceCurveProps, 'onReady'> {
  readonly alarm: string
  readonly standing: boolean
}

function OfAlarm({ alarm, standing, onReady }: OfAlarmProps) {
  const course = useResource(
    `evidence ${alarm} ${standing}`,
    (signal) => readEvidence(alarm, Date.now(), signal),
    standing ? { every } : {},
  )
  const isKnown = course.value !== undefined || course.error !== undefined
  useEffect(() => {
    if (isKnown) onReady()
  }, [isKnown])
  return (
    <section class="sheet" aria-labelledby="case-curve">
      <h2 id="case-curve">{say(evidenceWords.curve)}</h2>
      <Loaded resource={course}>
        {(found) =>
          typeof found === 'string' ? (
            <p class="quiet" data-no-curve={found}>
              {say(evidenceWords[found])}
            </p>
          ) : (
            <Drawn {...found} />
          )
        }
      </Loaded>
    </section>
  )
}

function Drawn({ alarm, device, rule, quantity, window, buckets }: EvidenceCourse) {
  const from = drawnFrom(buckets, window)
  const points = pointsOf(buckets, { ...window, from })
  const limits = rule === undefined ? [] : curveLimits(quantity, rule)
  const name = device.name ?? device.id
  return (
    <>
      <p>
        <DeviceLink id={device.id} /> · {quantityName(quantity)} ·{' '}
        {say(evidenceWords.span, {
          from: showInstant(from, 'minute'),
          to: showInstant(window.to, 'minute'),
        })}
      </p>
      <StillCurve
        label={`${name}: ${say(alarmWords.curveOf, { quantity: quantityName(quantity) })}`}
        unit={unitOf(quantity)}
        {...{ from, to: window.to, points, limits }}
        marks={[
          { at: alarm.raisedAt, label: say(alarmWords.raised) },
          ...(alarm.clearedAt === undefined
            ? []
            : [{ at: alarm.clearedAt, label: say(alarmWords.over) }]),
        ]}
      />
      {limits.length === 0 ? <p class="quiet">{say(alarmWords.limitsAway)}</p> : null}
      <CurveValues
        label={`${name}: ${quantityName(quantity)}`}
        unit={unitOf(quantity)}
        points={points}
        name={`${device.id}-${quantity}`}
      />
    </>
  )
}

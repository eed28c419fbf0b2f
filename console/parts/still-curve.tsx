/** A curve that prints: drawn as lines in the sheet, so that paper has it in ink, whatever the screen showed. */
import { instant, zoneOffset } from '../../core/time.ts'
import { city, usualZone } from '../state/city.ts'
import { axisLabels } from '../words/axis-labels.ts'
import { showInstant } from '../words/format.ts'
import {
  limitEnds,
  pathOf,
  sheet,
  spanOf,
  timeTicks,
  valueTicks,
  xOf,
  yOf,
  type Frame,
  type StillLimit,
} from './still-curve.ts'
import './still-curve.css'

export interface StillCurveProps {
  readonly label: string
  readonly unit: string
  readonly from: number
  readonly to: number
  readonly points: Parameters<typeof spanOf>[0]
  readonly limits: readonly StillLimit[]
  readonly marks: readonly { readonly at: number; readonly label: string }[]
}

export function StillCurve({ label, unit, from, to, points, limits, marks }: StillCurveProps) {
  const span = spanOf(
    points,
    limits.map(({ value }) => value),
  )
  const frame: Frame = { from, to, ...span }
  const values = valueTicks(span)
  const names = axisLabels(values)
  const offset = zoneOffset(city.value?.zone ?? usualZone)(instant(from))
  const [ground, right] = [sheet.height - sheet.bottom, sheet.width - sheet.right]
  const ends = limitEnds(limits, frame)
  return (
    <svg
      class="still-curve"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${sheet.width} ${sheet.height}`}
    >
      {values.map((value, nth) => (
        <g key={value}>
          <line
            class="still-grid"
            x1={sheet.left}
            x2={right}
            y1={yOf(value, frame)}
            y2={yOf(value, frame)}
          />
          <text x={sheet.left - 6} y={yOf(value, frame) + 4} text-anchor="end">
            {names[nth]}
          </text>
        </g>
      ))}
      <text x={sheet.left - 6} y={10} text-anchor="end">
        {unit}
      </text>
      {timeTicks(from, to, offset).map((at) => (
        <g key={at}>
          <line
            class="still-grid"
            x1={xOf(at, frame)}
            x2={xOf(at, frame)}
            y1={sheet.top}
            y2={ground}
          />
          <text x={xOf(at, frame)} y={ground + 16} text-anchor="middle">
            {showInstant(at, 'minute')}
          </text>
        </g>
      ))}
      {limits.map(({ value, severity, label: words }, nth) => (
        <g key={words} class={`still-limit limit-${severity}`} data-limit={value}>
          <line x1={sheet.left} x2={right} y1={yOf(value, frame)} y2={yOf(value, frame)} />
          <text
            x={ends[nth] === 'left' ? sheet.left + 4 : right - 4}
            y={yOf(value, frame) - 4}
            text-anchor={ends[nth] === 'left' ? 'start' : 'end'}
          >
            {words}
          </text>
        </g>
      ))}
      <path class="still-high" d={pathOf(points, frame, 'high')} />
      <path class="still-line" d={pathOf(points, frame, 'value')} />
      {marks
        .filter(({ at }) => at >= from && at <= to)
        .map(({ at, label: words }, nth) => {
          const x = xOf(at, frame)
          const fits = x < right - 90
          return (
            <g key={words} class="still-mark">
              <line x1={x} x2={x} y1={sheet.top} y2={ground} />
              <text
                x={fits ? x + 4 : x - 4}
                y={sheet.top + 10 + 13 * nth}
                text-anchor={fits ? 'start' : 'end'}
              >
                {words}
              </text>
            </g>
          )
        })}
    </svg>
  )
}

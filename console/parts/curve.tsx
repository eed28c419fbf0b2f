/** A curve over time with the limits that apply drawn into it (uPlot). Gaps stay gaps: no data is not zero. */
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

import type { Severity } from '../../core/severity.ts'
import { theme } from '../state/theme.ts'
import { axisLabels, widthOfLabels } from '../words/axis-labels.ts'
import { showInstant, showNumber } from '../words/format.ts'
import { shellWords } from '../words/shell.ts'
import { language, say } from '../words/words.ts'
import type { Extent } from './curve-points.ts'

export interface CurveLimit {
  readonly value: number
  readonly severity: Severity
  readonly label: string
}

export interface CurveProps {
  /** Said to who cannot see the picture. */
  readonly label: string
  readonly unit: string
  /** In the order of time; null where there is no value. */
  readonly points: readonly {
    readonly at: number
    readonly value: number | null
    /** Of a mean, the highest value behind it. */
    readonly high?: number
  }[]
  readonly limits?: readonly CurveLimit[]
  /** Instants to mark, such as the moment of the alarm. */
  readonly marks?: readonly { readonly at: number; readonly label: string }[]
  readonly height?: number
  /** What the scale holds at least, beside the points and the limits. */
  readonly extent?: Extent | undefined
}

const colour = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim()

// The same arrays each time, so that a curve without them is not drawn again at every render.
const noLimits: readonly CurveLimit[] = []
const noMarks: NonNullable<CurveProps['marks']> = []

export function Curve(props: CurveProps) {
  const { label, unit, points, limits = noLimits, marks = noMarks, height = 240, extent } = props
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const draw = (plot: uPlot) => {
      drawLimits(plot, limits)
      drawMarks(plot, marks)
    }
    const ink = colour('--ink-quiet')
    const axis = {
      stroke: ink,
      grid: { stroke: colour('--line') },
      ticks: { stroke: colour('--line') },
    }
    const highest = points.some(({ high }) => high !== undefined)
      ? points.map(({ value, high }) => high ?? value)
      : undefined
    // What the legend says while nobody points into the curve.
    const newest = points.findLast(({ value }) => value !== null)
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height,
        ms: 1,
        series: [
          {
            label: say(shellWords.time),
            value: (_, at, __, place) => showInstant(place === null ? newest?.at : at),
          },
          {
            label: unit === '' ? label : `${label} (${unit})`,
            value: (_, value, __, place) => showNumber(place === null ? newest?.value : value, 2),
            stroke: colour('--accent'),
            width: 2,
            spanGaps: false,
          },
          ...(highest === undefined ? [] : [highOf(label, newest)]),
        ],
        axes: [
          {
            ...axis,
            values: (_, ticks) => ticks.map((at) => showInstant(at, 'minute')),
            space: 90,
          },
          {
            ...axis,
            size: (_, labels) => widthOfLabels(labels),
            values: (_, ticks) => axisLabels(ticks),
          },
        ],
        scales: {
          y: { range: (_, low, high) => spanning([low, high, extent?.low, extent?.high], limits) },
        },
        hooks: { draw: [draw] },
      },
      [
        points.map(({ at }) => at),
        points.map(({ value }) => value),
        ...(highest === undefined ? [] : [highest]),
      ],
      element,
    )
    const follow = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height }))
    follow.observe(element)
    return () => {
      follow.disconnect()
      plot.destroy()
    }
  }, [
    points,
    limits,
    marks,
    height,
    label,
    unit,
    extent?.low,
    extent?.high,
    theme.value,
    language.value,
  ])
  return <div ref={box} class="curve" role="img" aria-label={label} />
}

/** A mean hides the wave that passed a limit. */
const highOf = (label: string, newest: CurveProps['points'][number] | undefined): uPlot.Series => ({
  label: say(shellWords.highest, { label }),
  value: (_, value, __, place) =>
    showNumber(place === null ? (newest?.high ?? newest?.value) : value, 2),
  stroke: colour('--ink-quiet'),
  width: 1,
  dash: [2, 3],
  spanGaps: false,
})

/** Limits are in sight also when no value has come near them; the words of the marks stand above the curve. */
function spanning(
  values: readonly (number | null | undefined)[],
  limits: readonly CurveLimit[],
): [number, number] {
  const all = [...values, ...limits.map(({ value }) => value)].filter((value) => value != null)
  const [from, to] = all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)]
  const margin = (to - from || 1) * 0.08
  return [from - margin, to + 2 * margin]
}

function drawLimits(plot: uPlot, limits: readonly CurveLimit[]): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.setLineDash([6, 4])
  ctx.font = `${11 * devicePixelRatio}px system-ui`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  for (const { value, severity, label } of limits) {
    const y = plot.valToPos(value, 'y', true)
    ctx.strokeStyle = colour(`--severity-${severity}`)
    ctx.fillStyle = colour(`--severity-${severity}`)
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
    ctx.fillText(label, bbox.left + 4, y - 4)
  }
  ctx.restore()
}

function drawMarks(plot: uPlot, marks: NonNullable<CurveProps['marks']>): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.font = `${11 * devicePixelRatio}px system-ui`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'alphabetic'
  ctx.strokeStyle = colour('--ink')
  ctx.fillStyle = colour('--ink')
  for (const { at, label } of marks) {
    const x = plot.valToPos(at, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    const room = bbox.left + bbox.width - x - 4
    const fits = ctx.measureText(label).width <= room
    ctx.textAlign = fits ? 'left' : 'right'
    ctx.fillText(label, fits ? x + 4 : x - 4, bbox.top + 12 * devicePixelRatio)
  }
  ctx.restore()
}

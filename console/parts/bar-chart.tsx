/** Bars along the hours of a day, drawn so that they print: told apart by fill as well as by colour, with the values as a table. */
import { useState } from 'preact/hooks'

import { showNumber } from '../words/format.ts'
import { say } from '../words/words.ts'
import { curveWords } from '../words/curve.ts'
import { chart, groupsOf, heightOf, scaleEnd, scaleLines } from './bars.ts'
import { Scrolling } from './scrolling.tsx'
import './bar-chart.css'

interface Series {
  readonly name: string
  /** How its bars are filled, see bar-chart.css. */
  readonly fill: 'solid' | 'hollow' | 'marked'
}

export interface BarChartProps {
  readonly title: string
  /** What a group is called as a heading: an hour. */
  readonly of: string
  readonly series: readonly Series[]
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[]
}

/** A label under each third group is as much as can be read. */
const labelled = 3

export function BarChart({ title, of, series, groups }: BarChartProps) {
  const values = groups.map((group) => group.values)
  const end = scaleEnd(Math.max(1, ...values.flat()))
  const ground = chart.height - chart.bottom
  const totals = series.map(
    ({ name }, nth) =>
      `${name} ${showNumber(
        values.reduce((sum, own) => sum + (own[nth] ?? 0), 0),
        0,
      )}`,
  )
  return (
    <figure class="bar-chart">
      <figcaption>
        <h3>{title}</h3>
        <span class="row quiet">
          {series.map(({ name, fill }) => (
            <span key={name}>
              <svg class="bar-key" viewBox="0 0 12 12" aria-hidden="true">
                <rect class={`bar ${fill}`} x="1" y="1" width="10" height="10" />
              </svg>{' '}
              {name}
            </span>
          ))}
        </span>
      </figcaption>
      <svg
        role="img"
        aria-label={`${title}: ${totals.join(', ')}`}
        viewBox={`0 0 ${chart.width} ${chart.height}`}
      >
        {scaleLines(end).map((line) => {
          const y = ground - heightOf(line, end)
          return (
            <g key={line}>
              <line class="bar-line" x1={chart.left} x2={chart.width - chart.right} y1={y} y2={y} />
              <text x={chart.left - 6} y={y + 4} text-anchor="end">
                {showNumber(line, 0)}
              </text>
            </g>
          )
        })}
        {groupsOf(values, end).map(({ bars, middle }, place) => (
          <g key={groups[place]?.name}>
            {bars.map((bar, nth) => (
              <rect
                key={series[nth]?.name}
                class={`bar ${series[nth]?.fill ?? 'solid'}`}
                {...bar}
              />
            ))}
            {place % labelled === 0 ? (
              <text x={middle} y={ground + 15} text-anchor="middle">
                {groups[place]?.name}
              </text>
            ) : null}
          </g>
        ))}
      </svg>
      <Values {...{ title, of, series, groups }} />
    </figure>
  )
}

/** Written only while somebody looks, as the values of a curve are. */
function Values({ title, of, series, groups }: BarChartProps) {
  const [open, setOpen] = useState(false)
  const label = say(curveWords.valuesOf, { label: title })
  return (
    <details class="no-print" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={label}>{say(curveWords.values)}</summary>
      {open ? (
        <Scrolling label={label}>
          <table class="numbers">
            <thead>
              <tr>
                {[of, ...series.map(({ name }) => name)].map((heading) => (
                  <th key={heading} scope="col">
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <tr key={group.name}>
                  <th scope="row">{group.name}</th>
                  {group.values.map((value, nth) => (
                    <td key={series[nth]?.name}>{showNumber(value, 0)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      ) : null}
    </details>
  )
}

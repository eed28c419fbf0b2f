/** The values of a curve as a table, for who cannot see the picture, and as a file. */
import { useState } from 'preact/hooks'

import { curveWords as words } from '../words/curve.ts'
import { showInstant, showNumber } from '../words/format.ts'
import { shellWords } from '../words/shell.ts'
import { say } from '../words/words.ts'
import { valuesOf } from './curve-points.ts'
import { downloadCsv } from './download.ts'
import { Scrolling } from './scrolling.tsx'

interface CurveValuesProps {
  readonly label: string
  readonly unit: string
  readonly points: Parameters<typeof valuesOf>[0]
  /** Of the file. */
  readonly name: string
}

/** Written only while somebody looks: a curve has hundreds of values. */
export function CurveValues(props: CurveValuesProps) {
  const [open, setOpen] = useState(false)
  const label = say(words.valuesOf, { label: props.label })
  return (
    <details class="no-print" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary aria-label={label}>{say(words.values)}</summary>
      {open ? <Table {...props} label={label} /> : null}
    </details>
  )
}

function Table({ label, unit, points, name }: CurveValuesProps) {
  const values = valuesOf(points)
  const of = (said: (typeof words)['mean' | 'highest']) =>
    unit === '' ? say(said) : `${say(said)} (${unit})`
  const head = [say(shellWords.time), of(words.mean), of(words.highest)] as const
  const csv = () =>
    downloadCsv(name, [
      head,
      ...values.map(({ at, value, high }) => [showInstant(at), value, high]),
    ])
  return (
    <>
      <button type="button" onClick={csv}>
        {say(words.csv)}
      </button>
      <Scrolling label={label}>
        <table class="numbers curve-values">
          <thead>
            <tr>
              {head.map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {values.map(({ at, value, high }) => (
              <tr key={at}>
                <th scope="row">{showInstant(at)}</th>
                <td>{showNumber(value, 2)}</td>
                <td>{showNumber(high, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolling>
    </>
  )
}

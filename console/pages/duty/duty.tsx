/** Rotas of desks and units (值班表): who is on duty, where nobody is, and the rota that is chosen. */
import { useEffect, useState } from 'preact/hooks'

import type { UnitDuty } from '../../api/types.ts'
import { holderName, loadNames } from '../../parts/case-names.ts'
import { DataTime, Loaded } from '../../parts/loaded.tsx'
import { dutyText, useDuty } from '../../parts/on-duty.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { useAddress } from '../../state/address.ts'
import { mayAs } from '../../state/rights.ts'
import { rotaWords as words } from '../../words/duty.ts'
import { showInstant } from '../../words/format.ts'
import { handOverWords } from '../../words/hand-over.ts'
import { say } from '../../words/words.ts'
import { RotaImport } from './rota-import.tsx'
import { RotaSheet } from './rota-sheet.tsx'
import '../cases/cases.css'

export function DutyPage() {
  const unit = useAddress().query.get('unit') ?? undefined
  const [importing, setImporting] = useState(false)
  const [changed, setChanged] = useState(0)
  const duty = useDuty()
  const reload = () => {
    setChanged((before) => before + 1)
    duty.reload()
  }
  useEffect(() => {
    void loadNames()
  }, [])
  return (
    <main id="content" class="page case-desk">
      <div class="row case-title">
        <h1>{say(words.title)}</h1>
        <DataTime at={duty.at} />
        <span class="fill" />
        <a href="/hand-over">{say(handOverWords.title)}</a>
        {mayAs(['supervisor', 'administrator']) ? (
          <button type="button" onClick={() => setImporting(true)}>
            {say(words.import)}
          </button>
        ) : null}
      </div>
      <p class="quiet">{say(words.help)}</p>
      <Loaded resource={duty}>{(rows) => <Units rows={rows} chosen={unit} />}</Loaded>
      {unit === undefined ? null : (
        <RotaSheet key={`${unit} ${changed}`} unit={unit} onChanged={reload} />
      )}
      {importing ? <RotaImport onImported={reload} onClose={() => setImporting(false)} /> : null}
    </main>
  )
}

interface UnitsProps {
  readonly rows: readonly UnitDuty[]
  readonly chosen: string | undefined
}

const Units = ({ rows, chosen }: UnitsProps) => (
  <Scrolling label={say(words.title)}>
    <table>
      <thead>
        <tr>
          <th scope="col">{say(words.holder)}</th>
          <th scope="col">{say(words.now)}</th>
          <th scope="col">{say(words.gaps)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.unit}>
            <th scope="row">
              <a
                href={`/duty?unit=${encodeURIComponent(row.unit)}`}
                {...(row.unit === chosen ? { 'aria-current': 'true' as const } : {})}
              >
                {holderName(row.unit)}
              </a>
            </th>
            <td>{dutyText(row)}</td>
            <td>
              {row.gaps.length === 0
                ? row.version === 0
                  ? '-'
                  : say(words.noGaps)
                : row.gaps.map(({ from, to }) => (
                    <div key={from}>
                      {say(words.gap, {
                        from: showInstant(from, 'minute'),
                        to: showInstant(to, 'minute'),
                      })}
                    </div>
                  ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

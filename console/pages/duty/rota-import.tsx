/** Rotas from a file, looked at before they are taken. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { RotaImported } from '../../api/types.ts'
import { holderName } from '../../parts/case-names.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { FileChoice } from '../../parts/file-choice.tsx'
import { Refusal } from '../../parts/refusal.tsx'
import { rotaWords as words } from '../../words/duty.ts'
import { say } from '../../words/words.ts'

interface RotaImportProps {
  readonly onImported: () => void
  readonly onClose: () => void
}

export function RotaImport({ onImported, onClose }: RotaImportProps) {
  const [file, setFile] = useState<File>()
  const [found, setFound] = useState<RotaImported>()
  const [cause, setCause] = useState<unknown>()
  const send = async (dryRun: boolean) => {
    if (file === undefined) return
    setCause(undefined)
    setFound(undefined)
    try {
      const body = new Blob([await file.arrayBuffer()], { type: 'text/csv' })
      const answer = await call('POST /v1/duty-import', { query: { dryRun }, body })
      setFound(answer)
      if (dryRun) return
      onClose()
      onImported()
    } catch (thrown) {
      setCause(thrown)
    }
  }
  return (
    <Dialog title={say(words.import)} onClose={onClose}>
      <div class="fields">
        <p class="quiet">
          <code>unit,person,since,until,days,from,to</code>
        </p>
        <FileChoice
          label={say(words.file)}
          accept=".csv,text/csv"
          chosen={file?.name}
          onFiles={([chosen]) => {
            setFile(chosen)
            setFound(undefined)
            setCause(undefined)
          }}
        />
        {cause === undefined ? null : <Refusal cause={cause} />}
        {found === undefined ? null : (
          <div role="status">
            <p>{say(words.checked)}</p>
            <ul>
              {found.units.map(({ unit, rows, added, removed, gaps }) => (
                <li key={unit}>
                  {say(words.imported, {
                    unit: holderName(unit),
                    rows: String(rows),
                    added: String(added),
                    removed: String(removed),
                    gaps: String(gaps),
                  })}
                </li>
              ))}
            </ul>
          </div>
        )}
        <div class="row">
          <button type="button" disabled={file === undefined} onClick={() => void send(true)}>
            {say(words.check)}
          </button>
          <button
            type="button"
            class="primary"
            disabled={found === undefined}
            onClick={() => void send(false)}
          >
            {say(words.importNow)}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

/** The way to a suppression from whatever it is about: an alarm, a device, a cell. */
import { useState } from 'preact/hooks'

import { suppressorRoles } from '../../core/actor.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { mayForCity } from '../state/rights.ts'
import { say } from '../words/words.ts'
import { SuppressionDialog } from './suppression-dialog.tsx'
import type { SuppressionSubject } from './suppression-fields.ts'

export interface HoldBackProps {
  readonly words: Bilingual
  readonly subject: SuppressionSubject
  readonly onMade?: () => void
}

/** Nothing for who may not. */
export function HoldBack({ words, subject, onMade }: HoldBackProps) {
  const [open, setOpen] = useState(false)
  if (!mayForCity(suppressorRoles)) return null
  return (
    <>
      <button type="button" class="no-print" onClick={() => setOpen(true)}>
        {say(words)}
      </button>
      {open ? (
        <SuppressionDialog
          subject={subject}
          onClose={() => setOpen(false)}
          {...(onMade === undefined ? {} : { onMade })}
        />
      ) : null}
    </>
  )
}

/** The crew cannot go on: why, until when, and what the place looks like. */
import { useState } from 'preact/hooks'

import type { SuspensionReason } from '../../../core/suspension-terms.ts'
import type { CrewCommand } from '../../offline/queue.ts'
import type { KeptPhoto } from '../../offline/sender.ts'
import { SuspensionFields } from '../../parts/suspension-fields.tsx'
import { formWords } from '../../words/crew.ts'
import { suspensionWords } from '../../words/suspension.ts'
import { PhotoPicker, photoReferences, type Picked } from './photo-picker.tsx'
import { TextForm } from './text-form.tsx'

interface AskSuspensionProps {
  readonly draft: string
  readonly onGive: (request: CrewCommand, photos?: readonly KeptPhoto[]) => Promise<void>
}

export function AskSuspension({ draft, onGive }: AskSuspensionProps) {
  const [because, setBecause] = useState<SuspensionReason>('weather')
  const [until, setUntil] = useState<number>()
  const [picked, setPicked] = useState<readonly Picked[]>([])
  return (
    <TextForm
      draft={draft}
      label={formWords.suspensionText}
      submit={formWords.submitSuspension}
      longest={2_000}
      missing={until === undefined ? suspensionWords.untilNeeded : undefined}
      onSubmit={(text) =>
        onGive(
          {
            command: 'askSuspension',
            reason: because,
            text,
            until: until ?? 0,
            photos: photoReferences(picked),
          },
          picked.map(({ photo }) => photo),
        )
      }
    >
      <SuspensionFields
        because={because}
        until={until}
        onChange={(changed) => {
          if (changed.because !== undefined) setBecause(changed.because)
          if ('until' in changed) setUntil(changed.until)
        }}
      />
      <PhotoPicker picked={picked} onPicked={setPicked} />
    </TextForm>
  )
}

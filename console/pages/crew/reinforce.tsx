/** More forces for an emergency repair (增援): how many people, and what they bring. */
import { useState } from 'preact/hooks'

import { withoutUndefined } from '../../api/without-undefined.ts'
import type { CommandOf } from '../../api/types.ts'
import type { CrewCommand } from '../../offline/queue.ts'
import { formWords } from '../../words/crew.ts'
import { say } from '../../words/words.ts'
import { TextForm } from './text-form.tsx'

interface ReinforceProps {
  readonly draft: string
  readonly onGive: (request: CrewCommand) => Promise<void>
}

const most = 10_000

export function Reinforce({ draft, onGive }: ReinforceProps) {
  const [typed, setTyped] = useState('')
  const count = Number(typed)
  const isCount = Number.isInteger(count) && count >= 1 && count <= most
  return (
    <TextForm
      draft={draft}
      label={formWords.reinforcementText}
      submit={formWords.submitReinforcement}
      longest={500}
      optional
      missing={isCount ? undefined : formWords.countNeeded}
      onSubmit={(text) =>
        onGive(
          withoutUndefined<CommandOf<'reinforce'>>({
            command: 'reinforce',
            count,
            text: text === '' ? undefined : text,
          }),
        )
      }
    >
      <label>
        {say(formWords.reinforcementCount)}
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={most}
          required
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
    </TextForm>
  )
}

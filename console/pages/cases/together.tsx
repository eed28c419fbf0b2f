/** Several cases of a list are chosen, and given one command (批量办理): hundreds come of one rain. */
import { useState } from 'preact/hooks'

import type { ActorRole } from '../../../core/actor.ts'
import { call } from '../../api/client.ts'
import type { Case, CaseCommand } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { casePath } from '../../parts/device-names.ts'
import { commandWords } from '../../words/case-commands.ts'
import { togetherWords as words } from '../../words/together.ts'
import { say } from '../../words/words.ts'
import { CommandForm } from './command-form.tsx'
import { commandBody, commandFields, noValues } from './commands.ts'
import { giveAll, takersOf, togetherOf, type TogetherName } from './together.ts'
import { troubleText } from './trouble.ts'

interface Outcome {
  readonly command: TogetherName
  readonly count: number
  readonly refused: Awaited<ReturnType<typeof giveAll>>
}

export interface Choice {
  readonly chosen: ReadonlySet<string>
  readonly onChoose: (ids: readonly string[], chosen: boolean) => void
  readonly onNone: () => void
}

const none: ReadonlySet<string> = new Set()

export function useChoice(): Choice {
  const [chosen, setChosen] = useState(none)
  return {
    chosen,
    onChoose: (ids, isChosen) =>
      setChosen((before) =>
        isChosen
          ? new Set([...before, ...ids])
          : new Set([...before].filter((id) => !ids.includes(id))),
      ),
    onNone: () => setChosen(none),
  }
}

export interface TogetherProps {
  readonly role: ActorRole
  readonly choice: Choice
  readonly cases: readonly Case[]
  /** The cases are not what they were. */
  readonly onDone: () => void
}

export function Together({ role, choice, cases, onDone }: TogetherProps) {
  const { onNone } = choice
  // Those that have left the queue meanwhile are not given anything.
  const chosen = cases.filter(({ id }) => choice.chosen.has(id))
  const [asking, setAsking] = useState<TogetherName>()
  const [going, setGoing] = useState<{ readonly given: number; readonly count: number }>()
  const [outcome, setOutcome] = useState<Outcome>()
  const give = async (command: TogetherName, body: CaseCommand) => {
    const ids = takersOf(command, chosen).map(({ id }) => id)
    setAsking(undefined)
    setOutcome(undefined)
    setGoing({ given: 0, count: ids.length })
    const refused = await giveAll(
      ids,
      (id) => call('POST /v1/cases/{id}/commands', { path: { id }, body }),
      (given) => setGoing({ given, count: ids.length }),
    )
    setGoing(undefined)
    setOutcome({ command, count: ids.length - refused.length, refused })
    onNone()
    onDone()
  }
  const choose = (command: TogetherName) => {
    if (commandFields[command].length > 0) setAsking(command)
    else void give(command, commandBody(command, noValues))
  }
  const asked = asking === undefined ? [] : takersOf(asking, chosen)
  const [first] = asked
  return (
    <section class="no-print" aria-label={say(words.title)}>
      {chosen.length === 0 ? null : (
        <p class="row">
          <strong>{say(words.chosen, { count: chosen.length })}</strong>
          {togetherOf(role).map((command) => {
            const count = takersOf(command, chosen).length
            return count === 0 ? null : (
              <button
                key={command}
                type="button"
                data-together={command}
                disabled={going !== undefined}
                onClick={() => choose(command)}
              >
                {say(words.of, { command: say(commandWords[command]), count })}
              </button>
            )
          })}
          <button type="button" class="plain" onClick={onNone}>
            {say(words.none)}
          </button>
        </p>
      )}
      <div role="status">
        {going === undefined ? null : say(words.going, going)}
        {outcome === undefined ? null : <Told outcome={outcome} />}
      </div>
      {asking === undefined || first === undefined ? null : (
        <Dialog
          title={say(words.of, { command: say(commandWords[asking]), count: asked.length })}
          onClose={() => setAsking(undefined)}
        >
          <CommandForm
            command={asking}
            // Asked once for all of them: whether any of their alarms stands.
            subject={{ ...first, standing: asked.flatMap(({ standing }) => standing) }}
            sending={false}
            trouble={undefined}
            onSend={(body) => void give(asking, body)}
            onCancel={() => setAsking(undefined)}
          />
        </Dialog>
      )}
    </section>
  )
}

const Told = ({ outcome: { command, count, refused } }: { readonly outcome: Outcome }) => (
  <>
    <p>{say(words.done, { command: say(commandWords[command]), count })}</p>
    {refused.length === 0 ? null : (
      <div class="trouble">
        {say(words.refused, { count: refused.length })}
        <ul>
          {refused.map(({ id, cause }) => (
            <li key={id}>
              <a href={casePath(id)}>{id}</a> {troubleText(cause)}
            </li>
          ))}
        </ul>
      </div>
    )}
  </>
)

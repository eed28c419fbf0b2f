/** Everything that the API offers to do to the case, as buttons; what needs words asks for them in a dialog. */
import { useEffect, useRef, useState } from 'preact/hooks'

import { ApiError, call } from '../../api/client.ts'
import type { Case, CaseCommand } from '../../api/types.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { commandWords } from '../../words/case-commands.ts'
import { caseWords } from '../../words/cases.ts'
import { say } from '../../words/words.ts'
import { isFinal } from '../../../core/case-terms.ts'
import { CommandForm } from './command-form.tsx'
import { commandBody, commandFields, noValues, offered, type CommandName } from './commands.ts'
import { LookAlikes } from './look-alikes.tsx'
import { troubleText } from './trouble.ts'

export interface ActionsProps {
  readonly subject: Case
  /** As GET /v1/cases/:id gives them. */
  readonly commands: readonly string[]
  readonly onDone: () => void
}

export function Actions({ subject, commands, onDone }: ActionsProps) {
  const [chosen, setChosen] = useState<CommandName>()
  const [kept, setKept] = useState<string>()
  const [sending, setSending] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const [done, setDone] = useState<CommandName>()
  const told = useRef<HTMLParagraphElement>(null)
  // The button that was pressed may be gone now; the focus goes to what tells of the outcome.
  useEffect(() => {
    if (done !== undefined) told.current?.focus()
  }, [done])

  const send = async (body: CaseCommand) => {
    setSending(true)
    setTrouble(undefined)
    setDone(undefined)
    try {
      await call('POST /v1/cases/{id}/commands', { path: { id: subject.id }, body })
      setDone(body.command)
      setChosen(undefined)
      onDone()
    } catch (cause) {
      setTrouble(troubleText(cause))
      // A refusal mostly means that what is shown here is no longer so.
      if (cause instanceof ApiError && cause.status !== 400) onDone()
    }
    setSending(false)
  }
  const choose = (command: CommandName) => {
    setTrouble(undefined)
    setDone(undefined)
    setKept(undefined)
    if (commandFields[command].length === 0) void send(commandBody(command, noValues))
    else setChosen(command)
  }
  const open = offered(commands)
  const markAs = (other: string) => {
    choose('markDuplicate')
    setKept(other)
  }
  return (
    <>
      <section class="sheet no-print case-actions" aria-labelledby="case-actions">
        <h2 id="case-actions">{say(caseWords.actions)}</h2>
        {open.length === 0 ? <p class="quiet">{say(caseWords.noActions)}</p> : null}
        <div class="row">
          {open.map((command, position) => (
            <button
              key={command}
              type="button"
              class={position === 0 ? 'primary' : command === 'void' ? 'trouble' : ''}
              disabled={sending}
              onClick={() => choose(command)}
            >
              {say(commandWords[command])}
            </button>
          ))}
        </div>
        <p ref={told} role="status" tabIndex={-1}>
          {done === undefined
            ? sending
              ? say(caseWords.sending)
              : ''
            : say(caseWords.done, { command: say(commandWords[done]) })}
        </p>
        {trouble === undefined || chosen !== undefined ? null : (
          <p class="trouble" role="alert">
            {trouble}
          </p>
        )}
        {chosen === undefined ? null : (
          <Dialog
            title={`${say(commandWords[chosen])} ${subject.id}`}
            onClose={() => setChosen(undefined)}
          >
            <CommandForm
              command={chosen}
              subject={subject}
              kept={kept}
              sending={sending}
              trouble={trouble}
              onSend={(body) => void send(body)}
              onCancel={() => setChosen(undefined)}
            />
          </Dialog>
        )}
      </section>
      {isFinal(subject.stage) ? null : (
        <LookAlikes
          subject={subject}
          onMark={open.includes('markDuplicate') ? markAs : undefined}
        />
      )}
    </>
  )
}

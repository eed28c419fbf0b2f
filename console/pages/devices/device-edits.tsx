/** Who changed what of a device in the register, and when. */
import type { AnswerOf } from '../../api/routes.ts'
import { call } from '../../api/client.ts'
import { commandText, outcomeText } from '../../parts/device-command.ts'
import { fieldName } from '../../parts/device-field.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { useResource } from '../../state/resource.ts'
import { commandWords } from '../../words/device-commands.ts'
import { configurationStateWords, configurationWords } from '../../words/device-configuration.ts'
import { editWords as words } from '../../words/device-edits.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'

type Edit = AnswerOf<'GET /v1/devices/{id}/edits'>['edits'][number]

/** `at`: another text asks again. */
export function EditsOfDevice({ device, at }: { readonly device: string; readonly at: string }) {
  const edits = useResource(`edits of ${device} ${at}`, (signal) =>
    call('GET /v1/devices/{id}/edits', { path: { id: device }, query: {}, signal }),
  )
  return (
    <Section title={say(words.title)} at={edits.at} wide>
      <Loaded resource={edits}>
        {({ edits: found }) =>
          found.length === 0 ? (
            <p class="quiet">{say(words.none)}</p>
          ) : (
            <Scrolling label={say(words.title)}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{say(words.at)}</th>
                    <th scope="col">{say(words.by)}</th>
                    <th scope="col">{say(words.what)}</th>
                  </tr>
                </thead>
                <tbody>
                  {found.map((edit) => (
                    <tr
                      key={`${edit.at} ${edit.by} ${edit.command?.stage} ${edit.configuration?.version}`}
                      data-edit={edit.by}
                    >
                      <td>{showInstant(edit.at)}</td>
                      <td>{edit.by}</td>
                      <td>{whatOf(edit)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scrolling>
          )
        }
      </Loaded>
    </Section>
  )
}

function whatOf({ added, fields, command, configuration }: Edit): string {
  if (configuration !== undefined) {
    const { version, state, reason = '', said } = configuration
    if (state === undefined)
      return say(configurationWords.fields, {
        ...{ version, reason, changes: fields.map(changeOf).join('; ') },
      })
    const outcome = say(configurationWords.answered, {
      ...{ version, state: say(configurationStateWords[state]) },
    })
    return said === undefined ? outcome : say(commandWords.said, { outcome, said })
  }
  if (command === undefined) return added ? say(words.added) : fields.map(changeOf).join('; ')
  const values = { command: commandText(command), outcome: outcomeText(command) }
  return say(commandWords.told, values)
}

/** `name: before → after` */
export function changeOf({ field, before, after }: Edit['fields'][number]): string {
  return say(words.change, {
    field: fieldName(field),
    before: before ?? say(words.nothing),
    after: after ?? say(words.nothing),
  })
}

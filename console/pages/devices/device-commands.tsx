/** What a device was told to do, what became of it, and what whoever looks may tell it now. */
import { useEffect, useState } from 'preact/hooks'

import { linkStops } from '../../../core/link-template.ts'
import { call } from '../../api/client.ts'
import type { CommandOffer, CommandView } from '../../api/types.ts'
import { commandText, outcomeText } from '../../parts/device-command.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { onDeviceCommand } from '../../state/feed.ts'
import { useResource } from '../../state/resource.ts'
import { commandWords as words } from '../../words/device-commands.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { GiveCommand } from './give-command.tsx'
import { LinkSwitch } from './link-switch.tsx'

interface CommandsProps {
  readonly device: string
  /** The device may report at another interval, and its edits have a new line. */
  readonly onChanged: () => void
}

/** The feed is a hint: what it missed is seen then. */
const every = 15_000

export function CommandsOfDevice({ device, onChanged }: CommandsProps) {
  const found = useResource(
    `commands of ${device}`,
    (signal) => call('GET /v1/devices/{id}/commands', { path: { id: device }, query: {}, signal }),
    { every },
  )
  const { reload } = found
  const [giving, setGiving] = useState<CommandOffer>()
  useEffect(
    () =>
      onDeviceCommand((command) => {
        if (command.device !== device) return
        reload()
        onChanged()
      }),
    [device, reload, onChanged],
  )
  return (
    <Section title={say(words.title)} at={found.at} wide>
      <Loaded resource={found}>
        {({ offers, commands }) => (
          <>
            {offers.length === 0 ? null : (
              <p class="row no-print">
                {offers.map((offer) => (
                  <button
                    key={offer.command}
                    type="button"
                    data-offer={offer.command}
                    onClick={() => setGiving(offer)}
                  >
                    {say(offer)}
                  </button>
                ))}
              </p>
            )}
            {offers.some(({ command }) => command in linkStops) ? (
              <LinkSwitch device={device} />
            ) : null}
            {commands.length === 0 ? (
              <p class="quiet">{say(words.none)}</p>
            ) : (
              <Given commands={commands} />
            )}
          </>
        )}
      </Loaded>
      {giving === undefined ? null : (
        <GiveCommand
          device={device}
          offer={giving}
          onGiven={reload}
          onClose={() => setGiving(undefined)}
        />
      )}
    </Section>
  )
}

const Given = ({ commands }: { readonly commands: readonly CommandView[] }) => (
  <Scrolling label={say(words.title)}>
    <table class="cards">
      <thead>
        <tr>
          {(['given', 'command', 'outcome', 'answered', 'by', 'reason'] as const).map((column) => (
            <th key={column} scope="col">
              {say(words[column])}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {commands.map((command) => (
          <tr key={command.id} data-command={command.command} data-stage={command.stage}>
            <td data-heading={say(words.given)}>{showInstant(command.given)}</td>
            <td data-heading={say(words.command)}>{commandText(command)}</td>
            <td data-heading={say(words.outcome)}>{outcomeText(command)}</td>
            <td data-heading={say(words.answered)}>
              {command.answered === undefined ? null : showInstant(command.answered)}
            </td>
            <td data-heading={say(words.by)}>{command.by}</td>
            <td data-heading={say(words.reason)}>{command.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </Scrolling>
)

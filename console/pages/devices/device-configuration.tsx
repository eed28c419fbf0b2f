/** What a device should be set to, how it says that it is set, and in what they differ. */
import { useState } from 'preact/hooks'

import { call } from '../../api/client.ts'
import type { ConfigurationView } from '../../api/types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'
import { unitSign } from '../../parts/units.ts'
import { useResource } from '../../state/resource.ts'
import {
  configurationStateWords,
  configurationWords as words,
} from '../../words/device-configuration.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { EditConfiguration } from './edit-configuration.tsx'
import type { Setting } from './setting-field.tsx'
import { TakePeriod } from './take-period.tsx'

interface ConfigurationProps {
  readonly device: string
  /** Its edits have a new line. */
  readonly onChanged: () => void
}

export function ConfigurationOfDevice({ device, onChanged }: ConfigurationProps) {
  const found = useResource(
    `configuration of ${device}`,
    (signal) => call('GET /v1/devices/{id}/configuration', { path: { id: device }, signal }),
    { every: 5_000 },
  )
  const [edited, setEdited] = useState<ConfigurationView>()
  const changed = () => {
    found.reload()
    onChanged()
  }
  return (
    <Section title={say(words.title)} at={found.at} wide>
      <Loaded resource={found}>
        {(configuration) => (
          <>
            <State configuration={configuration} onTaken={changed} />
            {configuration.mayChange ? (
              <p class="row no-print">
                <button type="button" onClick={() => setEdited(configuration)}>
                  {say(words.edit)}
                </button>
              </p>
            ) : null}
            <Values configuration={configuration} />
          </>
        )}
      </Loaded>
      {edited === undefined ? null : (
        <EditConfiguration
          configuration={edited}
          onSet={changed}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  )
}

interface StateProps {
  readonly configuration: ConfigurationView
  readonly onTaken: () => void
}

function State({ configuration, onTaken }: StateProps) {
  const { device, state, version, since, by, at, reason = '', due, reported } = configuration
  const { refused, unreachable, settings, period } = configuration
  const own = settings.find(({ name }) => name === 'period')?.reported
  return (
    <>
      {unreachable === undefined ? null : <p>{say(unreachable)}</p>}
      {version === 0 && reported === undefined ? (
        <p class="quiet">{say(words.none)}</p>
      ) : (
        <p data-state={state}>
          <strong>{say(configurationStateWords[state])}</strong>{' '}
          {version === 0 ? null : say(words.version, { version })}{' '}
          {since === undefined ? null : say(words.since, { time: showInstant(since) })}
        </p>
      )}
      {by === undefined || at === undefined ? null : (
        <p class="quiet">{say(words.by, { by, time: showInstant(at), reason })}</p>
      )}
      {refused === undefined ? null : <p>{say(words.said, { said: refused })}</p>}
      {reported === undefined ? null : (
        <p class="quiet">{say(words.lastReported, { time: showInstant(reported) })}</p>
      )}
      {due === undefined ? null : (
        <p class="quiet">{say(words.next, { time: showInstant(due) })}</p>
      )}
      {typeof own !== 'number' || own === period ? null : (
        <TakePeriod {...{ device, period, onTaken }} reported={own} />
      )}
    </>
  )
}

function Values({
  configuration: { settings, differs },
}: {
  readonly configuration: ConfigurationView
}) {
  const rows = settings.filter(
    ({ desired, reported }) => desired !== undefined || reported !== undefined,
  )
  return rows.length === 0 ? null : (
    <Scrolling label={say(words.title)}>
      <table class="cards">
        <thead>
          <tr>
            {(['setting', 'desired', 'reported'] as const).map((column) => (
              <th key={column} scope="col">
                {say(words[column])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((setting) => (
            <tr key={setting.name} data-setting={setting.name}>
              <td data-heading={say(words.setting)}>{say(setting)}</td>
              <td data-heading={say(words.desired)}>{shown(setting, setting.desired)}</td>
              <td data-heading={say(words.reported)}>
                {shown(setting, setting.reported)}{' '}
                {differs.includes(setting.name) ? <strong>{say(words.differs)}</strong> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}

function shown({ unit }: Setting, value: Setting['desired']): string {
  if (value === undefined) return ''
  if (typeof value === 'boolean') return say(value ? words.on : words.off)
  return `${value} ${unitSign(unit)}`.trim()
}

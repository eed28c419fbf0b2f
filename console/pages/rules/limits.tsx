/** The limits of a rule as numbers: they depend on the device, its zone and the time of day, so for one device at a time. */
import { useState } from 'preact/hooks'

import type { Rule } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { SeverityBadge } from '../../parts/badges.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { ruleWords } from '../../words/rules.ts'
import { say } from '../../words/words.ts'
import { DeviceLink } from '../../parts/device-link.tsx'
import { showComparison } from '../../parts/device-names.ts'
import { Section } from '../../parts/section.tsx'
import { Doubt } from '../../parts/doubt.tsx'
import { isFor } from './choice.ts'

/** Devices of the kind looked through for those of the rule's sites and zones; the first page of the register is enough to choose from. */
const lookedAt = 1_000
const mostOffered = 200

export function LimitsForDevice({ rule }: { readonly rule: Rule }) {
  const [chosen, choose] = useState<string>()
  const devices = useResource(`devices for ${rule.id}`, async (signal) => {
    const query = { kind: rule.on.kind, active: true, limit: lookedAt }
    const page = await call('GET /v1/devices', { query, signal })
    return page.devices.filter((device) => isFor(rule.on, device)).slice(0, mostOffered)
  })
  return (
    <Section title={say(ruleWords.limitsTitle)}>
      <p class="quiet">{say(ruleWords.limitsHelp)}</p>
      <Loaded
        resource={devices}
        isEmpty={(rows) => rows.length === 0}
        empty={<p class="quiet">{say(ruleWords.noDevices)}</p>}
      >
        {(rows) => {
          const device = chosen ?? rows[0]?.id
          return (
            <>
              <div class="filters">
                <label>
                  {say(ruleWords.forDevice)}
                  <select value={device} onChange={(event) => choose(event.currentTarget.value)}>
                    {rows.map(({ id, name }) => (
                      <option key={id} value={id}>
                        {name === undefined ? id : `${id} ${name}`}
                      </option>
                    ))}
                  </select>
                </label>
                {device === undefined ? null : <DeviceLink id={device} />}
              </div>
              {device === undefined ? null : <Numbers rule={rule.id} device={device} />}
            </>
          )
        }}
      </Loaded>
    </Section>
  )
}

interface NumbersProps {
  readonly rule: string
  readonly device: string
}

function Numbers({ rule, device }: NumbersProps) {
  const rules = useResource(`rules of ${device}`, async (signal) => {
    const answer = await call('GET /v1/devices/{id}/rules', { path: { id: device }, signal })
    return answer.rules.filter(({ id }) => id === rule)
  })
  return (
    <Loaded
      resource={rules}
      isEmpty={(rows) => rows.length === 0}
      empty={<p class="quiet">{say(ruleWords.notListed)}</p>}
    >
      {(rows) => (
        <table>
          <thead>
            <tr>
              <th scope="col">{say(ruleWords.severity)}</th>
              <th scope="col">{say(ruleWords.limitNow)}</th>
            </tr>
          </thead>
          <tbody>
            {rows
              .flatMap(({ levels }) => levels)
              .map(({ severity, limits, unverified }) => (
                <tr key={severity}>
                  <th scope="row">
                    <SeverityBadge severity={severity} />
                  </th>
                  <td>
                    {limits.length === 0 ? (
                      <span class="quiet">{say(ruleWords.noNumber)}</span>
                    ) : (
                      limits.map(showComparison).join(' · ')
                    )}
                    <Doubt unverified={unverified} />
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      )}
    </Loaded>
  )
}

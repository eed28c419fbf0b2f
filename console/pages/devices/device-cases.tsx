/** The alarms of a device and the cases about it that are not ended. */
import { call } from '../../api/client.ts'
import { SeverityBadge, StageBadge } from '../../parts/badges.tsx'
import { Countdown } from '../../parts/countdown.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { openStages } from '../../../core/case-terms.ts'
import { showInstant } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { AlarmTable } from '../../parts/alarm-table.tsx'
import { casePath } from '../../parts/device-names.ts'
import { useCaseEvents } from '../../state/case-events.ts'
import { Scrolling } from '../../parts/scrolling.tsx'
import { Section } from '../../parts/section.tsx'

export function DeviceAlarms({ device }: { readonly device: string }) {
  const alarms = useResource(
    `alarms of ${device}`,
    (signal) => call('GET /v1/alarms', { query: { device, limit: 20 }, signal }),
    { every: 30_000 },
  )
  useCaseEvents(alarms.reload)
  return (
    <Section title={say(deviceWords.alarms)} at={alarms.at} wide>
      <Loaded
        resource={alarms}
        isEmpty={({ items }) => items.length === 0}
        empty={<p class="quiet">{say(deviceWords.noAlarms)}</p>}
      >
        {({ items }) => <AlarmTable label={say(deviceWords.alarms)} alarms={items} />}
      </Loaded>
    </Section>
  )
}

export function OpenCases({ device }: { readonly device: string }) {
  const cases = useResource(
    `cases of ${device}`,
    (signal) =>
      call('GET /v1/cases', {
        query: { device, stage: openStages.join(','), limit: 50 },
        signal,
      }),
    { every: 30_000 },
  )
  useCaseEvents(cases.reload)
  return (
    <Section title={say(deviceWords.openCases)} at={cases.at} wide>
      <Loaded
        resource={cases}
        isEmpty={({ items }) => items.length === 0}
        empty={<p class="quiet">{say(deviceWords.noOpenCases)}</p>}
      >
        {({ items }) => (
          <Scrolling label={say(deviceWords.openCases)}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say(deviceWords.case)}</th>
                  <th scope="col">{say(deviceWords.caseTitle)}</th>
                  <th scope="col">{say(deviceWords.severity)}</th>
                  <th scope="col">{say(deviceWords.stage)}</th>
                  <th scope="col">{say(deviceWords.deadline)}</th>
                  <th scope="col">{say(deviceWords.collected)}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((one) => (
                  <tr key={one.id}>
                    <th scope="row">
                      <a href={casePath(one.id)}>{one.id}</a>
                    </th>
                    <td>{say(one.title)}</td>
                    <td>
                      <SeverityBadge severity={one.severity} />
                    </td>
                    <td>
                      <StageBadge stage={one.stage} />
                    </td>
                    <td>
                      <Countdown {...one} />
                    </td>
                    <td>{showInstant(one.collectedAt, 'minute')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scrolling>
        )}
      </Loaded>
    </Section>
  )
}

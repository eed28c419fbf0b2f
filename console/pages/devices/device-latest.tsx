/** The newest reading of a device with the quality of each value, and its scores of the last day. */
import type { Device, Reading } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useResource } from '../../state/resource.ts'
import { now } from '../../state/clock.ts'
import { deviceWords } from '../../words/devices.ts'
import { showInstant, showNumber } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { pathWith } from '../../state/address.ts'
import { ReportingBadge, Score } from './marks.tsx'
import {
  qualityName,
  quantitiesOf,
  quantityName,
  showValue,
  timingName,
} from '../../parts/device-names.ts'
import { reportingOf } from './reporting.ts'
import { scoreNames } from './scores.ts'
import { Section } from '../../parts/section.tsx'

const week = 7 * 86_400_000

export function LatestValues({ device }: { readonly device: Device }) {
  const latest = useResource(
    `latest of ${device.id}`,
    async (signal) => {
      const answer = await call('GET /v1/readings/latest', {
        query: { device: device.id, since: Date.now() - week },
        signal,
      })
      return { reading: answer.readings[0] }
    },
    { every: 15_000 },
  )
  return (
    <Section title={say(deviceWords.latest)} at={latest.at}>
      <Loaded
        resource={latest}
        isEmpty={({ reading }) => reading === undefined}
        empty={<p class="quiet">{say(deviceWords.noReading)}</p>}
      >
        {({ reading }) =>
          reading === undefined ? null : <LatestReading device={device} reading={reading} />
        }
      </Loaded>
    </Section>
  )
}

function LatestReading({
  device,
  reading,
}: {
  readonly device: Device
  readonly reading: Reading
}) {
  const known = quantitiesOf(device.kind)
  const others = Object.keys(reading.values).filter((name) => !known.includes(name))
  return (
    <>
      <p class="row">
        <ReportingBadge state={reportingOf(device, reading.observedAt, now.value)} />
        <span>
          {say(deviceWords.observed)} {showInstant(reading.observedAt)}
        </span>
        <span class="quiet">
          {say(deviceWords.timing)}: {timingName(reading.timing)}
        </span>
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(deviceWords.quantity)}</th>
            <th scope="col">{say(deviceWords.value)}</th>
            <th scope="col">{say(deviceWords.qualityOf)}</th>
          </tr>
        </thead>
        <tbody>
          {[...known, ...others].map((quantity) => {
            const value = reading.values[quantity]
            const quality = reading.quality?.[quantity] ?? 'N'
            return (
              <tr key={quantity}>
                <th scope="row">{quantityName(quantity)}</th>
                <td>{showValue(quantity, value)}</td>
                <td class={value !== undefined && quality !== 'N' ? 'trouble' : 'quiet'}>
                  {value === undefined ? '-' : qualityName(quality)}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}

export function HealthOfDevice({ device }: { readonly device: string }) {
  const health = useResource(
    `health of ${device}`,
    async (signal) => {
      const query = { device, hours: 24 }
      const answer = await call('GET /v1/devices-health', { query, signal })
      return answer.devices.filter(({ id }) => id === device)
    },
    { every: 50_000 },
  )
  return (
    <Section title={say(deviceWords.health)} at={health.at}>
      <Loaded
        resource={health}
        isEmpty={(rows) => rows.length === 0}
        empty={<p class="quiet">{say(deviceWords.noHealth)}</p>}
      >
        {(rows) =>
          rows.map((row) => (
            <dl key={row.id} class="entry">
              {scoreNames.map((name) => (
                <div key={name}>
                  <dt>{say(deviceWords[name])}</dt>
                  <dd>
                    <Score score={row[name]} />
                  </dd>
                </div>
              ))}
              <div>
                <dt>{say(deviceWords.readings)}</dt>
                <dd>
                  {showNumber(row.readings, 0)} / {showNumber(row.expected, 0)}
                </dd>
              </div>
              <div>
                <dt>{say(deviceWords.dead)}</dt>
                <dd>
                  <a href={pathWith('/devices', { tab: 'dead', device })}>
                    {say(deviceWords.itsLetters)}
                  </a>
                </dd>
              </div>
              <div>
                <dt>{say(deviceWords.lastAt)}</dt>
                <dd>{showInstant(row.lastAt)}</dd>
              </div>
            </dl>
          ))
        }
      </Loaded>
    </Section>
  )
}

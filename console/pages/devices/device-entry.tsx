/** What the register says of a device. */
import type { Device } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { useResource } from '../../state/resource.ts'
import { hoursWords } from '../../words/device-hours.ts'
import { deviceWords } from '../../words/devices.ts'
import { showDuration } from '../../words/format.ts'
import { say } from '../../words/words.ts'
import { checksumName, levelsName } from './adopt-fields.tsx'
import { EditDevice } from './edit-device.tsx'
import { Hours } from './edit-hours.tsx'
import { Entries, type Entry } from './entries.tsx'
import { Credential } from './give-credential.tsx'
import { devicePath, kindName, siteName } from '../../parts/device-names.ts'
import { Section } from '../../parts/section.tsx'
import { streetOf, useStreets } from './streets.ts'

/** Nothing of a device that is no station. */
function stationOf(device: Device): Entry[] {
  const { mn, checksum = 'standard', concentration = 'mg/m3' } = device
  if (mn !== undefined)
    return [
      [say(deviceWords.mn), mn],
      [say(deviceWords.checksum), checksumName(checksum)],
      [say(deviceWords.concentration), concentration],
    ]
  const { stationAddress, gaugeZero = 0, levelOrigin = 'datum' } = device
  if (stationAddress === undefined) return []
  return [
    [say(deviceWords.stationAddress), stationAddress],
    [say(deviceWords.gaugeZero), String(gaugeZero)],
    [say(deviceWords.levelOrigin), levelsName(levelOrigin)],
  ]
}

interface EntryProps {
  readonly device: Device
  readonly onChanged: () => void
}

export function Entry({ device, onChanged }: EntryProps) {
  const streets = useStreets()
  const units = useResource('units', (signal) => call('GET /v1/units', { signal }))
  const { cell, owner, gateway, limits } = device
  const unit = units.value?.find(({ id }) => id === owner)
  const street = streets.value?.get(streetOf(cell) ?? '')
  const rows: readonly Entry[] = [
    [say(deviceWords.id), device.id],
    [say(deviceWords.name), device.name ?? '-'],
    [say(deviceWords.kind), kindName(device.kind)],
    [say(deviceWords.site), siteName(device.site)],
    [
      say(deviceWords.activeState),
      say(device.active ? deviceWords.inService : deviceWords.outOfService),
    ],
    [say(deviceWords.street), street ?? '-'],
    [say(deviceWords.cellCode), cell ?? '-'],
    [say(deviceWords.coordinates), `${device.longitude.toFixed(6)}, ${device.latitude.toFixed(6)}`],
    [say(deviceWords.componentCode), device.component ?? '-'],
    [say(deviceWords.zone), device.zone ?? '-'],
    [
      say(deviceWords.owner),
      owner === undefined ? '-' : unit === undefined ? owner : say(unit.name),
    ],
    [
      say(deviceWords.gateway),
      gateway === undefined ? '-' : <a href={devicePath(gateway)}>{gateway}</a>,
    ],
    [say(deviceWords.catchment), device.catchment ?? '-'],
    [say(deviceWords.power), device.power ?? '-'],
    [say(deviceWords.externalId), device.externalId ?? '-'],
    ...stationOf(device),
    [
      say(deviceWords.reports),
      say(deviceWords.everySeconds, { time: showDuration(device.period * 1_000) }),
    ],
    [say(hoursWords.hours), <Hours key="hours" device={device} onChanged={onChanged} />],
    [
      say(deviceWords.credential),
      <Credential key="credential" device={device} onChanged={onChanged} />,
    ],
    [
      say(deviceWords.ownLimits),
      limits === undefined || Object.keys(limits).length === 0 ? (
        '-'
      ) : (
        <ul class="plain-list">
          {Object.entries(limits).map(([name, value]) => (
            <li key={name}>
              <code>
                {name} = {value}
              </code>
            </li>
          ))}
        </ul>
      ),
    ],
  ]
  return (
    <Section title={say(deviceWords.entry)}>
      <EditDevice device={device} onChanged={onChanged} />
      <Entries rows={rows} />
    </Section>
  )
}

/** One device: what the register says, what it measures, what is judged of it and what came of that. */
import { useCallback, useState } from 'preact/hooks'

import { deskRoles } from '../../../core/actor.ts'
import type { Device } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { DashboardLink } from '../../parts/dashboard-link.tsx'
import { HoldBack } from '../../parts/hold-back.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { mayAs } from '../../state/rights.ts'
import { useResource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { suppressionPageWords } from '../../words/suppressions.ts'
import { whyWords } from '../../words/why.ts'
import { say } from '../../words/words.ts'
import { useAddress } from '../../state/address.ts'
import { DeviceAlarms, OpenCases } from './device-cases.tsx'
import { CommandsOfDevice } from './device-commands.tsx'
import { ConfigurationOfDevice } from './device-configuration.tsx'
import { Curves } from './device-curves.tsx'
import { Entry } from './device-entry.tsx'
import { HealthOfDevice, LatestValues } from './device-latest.tsx'
import { EditsOfDevice } from './device-edits.tsx'
import { MapLink } from '../../parts/map-link.tsx'
import { DeviceNumbers } from './device-numbers.tsx'
import { RulesOfDevice } from './device-rules.tsx'
import { kindName, whyPath } from '../../parts/device-names.ts'
import './devices.css'

export function DevicePage() {
  const { id } = useAddress()
  const device = useResource(`device ${id}`, (signal) =>
    call('GET /v1/devices/{id}', { path: { id }, signal }),
  )
  return (
    <main id="content" class="page">
      <a class="no-print" href="/devices">
        {say(deviceWords.back)}
      </a>
      <h1>
        {device.value?.name ?? id}{' '}
        {device.value === undefined ? null : (
          <span class="quiet">
            {kindName(device.value.kind)} {device.value.name === undefined ? '' : id}
          </span>
        )}
      </h1>
      <p class="row">
        <MapLink device={id} />
        <DashboardLink board={{ name: 'device', device: id }} />
        <a class="no-print" href={whyPath('device', id)}>
          {say(whyWords.ask)}
        </a>
        <HoldBack words={suppressionPageWords.ofDevice} subject={{ devices: id }} />
        {device.value?.cell === undefined ? null : (
          <HoldBack words={suppressionPageWords.ofCell} subject={{ cells: device.value.cell }} />
        )}
      </p>
      <Loaded resource={device}>
        {(found) => <Everything key={id} device={found} onChanged={device.reload} />}
      </Loaded>
    </main>
  )
}

interface EverythingProps {
  readonly device: Device
  readonly onChanged: () => void
}

function Everything({ device, onChanged }: EverythingProps) {
  const rules = useResource(
    `rules of ${device.id}`,
    (signal) => call('GET /v1/devices/{id}/rules', { path: { id: device.id }, signal }),
    { every: 30_000 },
  )
  const changed = () => {
    onChanged()
    rules.reload()
  }
  // The record of its edits says what it was told, too.
  const [told, setTold] = useState(0)
  const commanded = useCallback(() => {
    setTold((before) => before + 1)
    onChanged()
  }, [onChanged])
  const those = { ...rules, value: rules.value?.rules }
  return (
    <div class="columns">
      <div class="stack">
        <LatestValues device={device} />
        <HealthOfDevice device={device.id} />
      </div>
      <RulesOfDevice rules={those} />
      <Entry device={device} onChanged={changed} />
      <OpenCases device={device.id} />
      {mayAs(deskRoles) ? <CommandsOfDevice device={device.id} onChanged={commanded} /> : null}
      {mayAs(deskRoles) ? <ConfigurationOfDevice device={device.id} onChanged={commanded} /> : null}
      <Curves device={device} rules={those} />
      <DeviceNumbers device={device} rules={rules} />
      <DeviceAlarms device={device.id} />
      {mayAs(deskRoles) ? (
        <EditsOfDevice device={device.id} at={`${told} ${JSON.stringify(device)}`} />
      ) : null}
    </div>
  )
}

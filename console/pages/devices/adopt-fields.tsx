/** The fields of the form that registers a device; those of the API, which says what is wrong with them. */
import type { Bilingual } from '../../../core/bilingual.ts'
import { call } from '../../api/client.ts'
import { kindName, kindNames, siteName } from '../../parts/device-names.ts'
import { city } from '../../state/city.ts'
import { useResource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'
import { Choose, Text } from './adopt-inputs.tsx'
import type { AdoptionFields } from './adoption-body.ts'
import { among, checksums, concentrations, levelOrigins, noiseZones } from './choices.ts'
import { guessKind } from './guess-kind.ts'

/** An IMEI or a DevEUI, which its platform calls a device by. */
const numbered = /^(?:\d{15}|[0-9a-f]{16})$/i

/** Before anything is written: the kind that its sample looks like, none where that cannot be said; a frame of a station came under its name. */
export const blank = (id: string, sample: string): AdoptionFields => ({
  kind: guessKind(sample, city.value?.kinds ?? {}) ?? '',
  site: '',
  crs: 'wgs84',
  active: true,
  name: '',
  component: '',
  longitude: '',
  latitude: '',
  cell: '',
  zone: '',
  owner: '',
  gateway: '',
  catchment: '',
  power: '',
  mn: sample.startsWith('##') ? id : '',
  checksum: 'standard',
  concentration: 'mg/m3',
  stationAddress: /^~~|^ [0-9A-F]{12}/.test(sample) ? id : '',
  externalId: numbered.test(id) ? id : '',
  gaugeZero: '',
  levelOrigin: 'datum',
  period: '',
  limits: '',
})

const sitesOf = (kind: string): readonly string[] => city.value?.kinds[kind]?.sites ?? []

/** Of those that the kind has: the chosen site, or the first. */
export function siteOf({ kind, site }: Pick<AdoptionFields, 'kind' | 'site'>): string {
  const sites = sitesOf(kind)
  return sites.includes(site) ? site : (sites[0] ?? '')
}

export interface AdoptFieldsProps {
  readonly fields: AdoptionFields
  readonly change: (changed: Partial<AdoptionFields>) => void
}

export const WhatItIs = ({ fields, change }: AdoptFieldsProps) => (
  <>
    <Choose
      label={say(deviceWords.kind)}
      value={fields.kind}
      required
      options={[
        ['', say(deviceWords.chooseKind)],
        ...kindNames().map((kind) => [kind, kindName(kind)] as const),
      ]}
      onChange={(kind) => change({ kind })}
    />
    <HowItIsCalled fields={fields} change={change} />
  </>
)

export function HowItIsCalled({ fields, change }: AdoptFieldsProps) {
  return (
    <>
      <Choose
        label={say(deviceWords.site)}
        value={siteOf(fields)}
        options={sitesOf(fields.kind).map((one) => [one, siteName(one)])}
        onChange={(chosen) => change({ site: chosen })}
      />
      <Text
        label={`${say(deviceWords.name)} · ${say(deviceWords.required)}`}
        value={fields.name}
        required
        longest={200}
        onInput={(name) => change({ name })}
      />
    </>
  )
}

export function WhereItIs({ fields, change }: AdoptFieldsProps) {
  return (
    <>
      <Text
        label={`${say(deviceWords.longitude)} · ${say(deviceWords.required)}`}
        value={fields.longitude}
        numeric
        required
        onInput={(longitude) => change({ longitude })}
      />
      <Text
        label={`${say(deviceWords.latitude)} · ${say(deviceWords.required)}`}
        value={fields.latitude}
        numeric
        required
        onInput={(latitude) => change({ latitude })}
      />
      <Choose
        label={say(deviceWords.crs)}
        value={fields.crs}
        options={[
          ['wgs84', say(deviceWords.wgs84)],
          ['gcj02', say(deviceWords.gcj02)],
        ]}
        onChange={(crs) => change({ crs })}
      />
      <Text
        label={say(deviceWords.cell)}
        value={fields.cell}
        longest={15}
        onInput={(cell) => change({ cell })}
      />
    </>
  )
}

export function WhoseItIs({ fields, change }: AdoptFieldsProps) {
  const units = useResource('units', (signal) => call('GET /v1/units', { signal }))
  return (
    <>
      <Text
        label={say(deviceWords.component)}
        value={fields.component}
        longest={16}
        onInput={(component) => change({ component })}
      />
      {fields.kind === 'noise' ? (
        <Choose
          label={say(deviceWords.zone)}
          value={fields.zone}
          options={[['', say(deviceWords.none)], ...noiseZones.map((one) => [one, one] as const)]}
          onChange={(zone) => change({ zone })}
        />
      ) : null}
      <Choose
        label={say(deviceWords.owner)}
        value={fields.owner}
        options={[
          ['', say(deviceWords.none)],
          ...(units.value ?? []).map((unit) => [unit.id, say(unit.name)] as const),
        ]}
        onChange={(owner) => change({ owner })}
      />
      <Text
        label={say(deviceWords.gateway)}
        value={fields.gateway}
        longest={64}
        onInput={(gateway) => change({ gateway })}
      />
      <Text
        label={say(deviceWords.catchment)}
        value={fields.catchment}
        longest={64}
        onInput={(catchment) => change({ catchment })}
      />
      <Text
        label={say(deviceWords.power)}
        value={fields.power}
        longest={64}
        onInput={(power) => change({ power })}
      />
      <Text
        label={say(deviceWords.externalId)}
        value={fields.externalId}
        longest={64}
        onInput={(externalId) => change({ externalId })}
      />
    </>
  )
}

const checksumWords = {
  standard: deviceWords.byStandard,
  swapped: deviceWords.checksumSwapped,
  modbus: deviceWords.checksumModbus,
  off: deviceWords.checksumOff,
} as const satisfies Readonly<Record<AdoptionFields['checksum'], Bilingual>>

export function checksumName(written: string): string {
  const rule = among(checksums, written)
  return rule === undefined ? written : say(checksumWords[rule])
}

const originWords = {
  datum: deviceWords.levelsDatum,
  gauge: deviceWords.levelsGauge,
} as const satisfies Readonly<Record<AdoptionFields['levelOrigin'], Bilingual>>

export function levelsName(written: string): string {
  const origin = among(levelOrigins, written)
  return origin === undefined ? written : say(originWords[origin])
}

/** What is asked of a station, once it is one. */
export function WhatStationItIs({ fields, change }: AdoptFieldsProps) {
  return (
    <>
      <Text
        label={say(deviceWords.mn)}
        value={fields.mn}
        longest={32}
        onInput={(mn) => change({ mn })}
      />
      {fields.mn.trim() === '' ? null : (
        <>
          <Choose
            label={say(deviceWords.checksum)}
            value={fields.checksum}
            options={checksums.map((rule) => [rule, checksumName(rule)] as const)}
            onChange={(checksum) => change({ checksum })}
          />
          <Choose
            label={say(deviceWords.concentration)}
            value={fields.concentration}
            options={concentrations.map((unit) => [unit, unit] as const)}
            onChange={(concentration) => change({ concentration })}
          />
        </>
      )}
      <Text
        label={say(deviceWords.stationAddress)}
        value={fields.stationAddress}
        longest={10}
        onInput={(stationAddress) => change({ stationAddress })}
      />
      {fields.stationAddress.trim() === '' ? null : (
        <>
          <Text
            label={say(deviceWords.gaugeZero)}
            value={fields.gaugeZero}
            numeric
            onInput={(gaugeZero) => change({ gaugeZero })}
          />
          <Choose
            label={say(deviceWords.levelOrigin)}
            value={fields.levelOrigin}
            options={levelOrigins.map((origin) => [origin, levelsName(origin)] as const)}
            onChange={(levelOrigin) => change({ levelOrigin })}
          />
        </>
      )}
    </>
  )
}

export function HowItReports({ fields, change }: AdoptFieldsProps) {
  return (
    <>
      <Text
        label={`${say(deviceWords.period)} · ${say(deviceWords.periodHelp, { seconds: city.value?.kinds[fields.kind]?.period ?? '' })}`}
        value={fields.period}
        numeric
        onInput={(written) => change({ period: written })}
      />
      <label>
        {say(deviceWords.limits)}
        <textarea
          rows={3}
          value={fields.limits}
          onInput={(event) => change({ limits: event.currentTarget.value })}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={fields.active}
          onChange={(event) => change({ active: event.currentTarget.checked })}
        />
        {say(deviceWords.inUse)}
      </label>
    </>
  )
}

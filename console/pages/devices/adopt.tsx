/** The form that registers a device; the fields are those of the API, which says what is wrong with them. */
import { useState } from 'preact/hooks'

import type { NoiseZone } from '../../../core/device.ts'
import type { Unit } from '../../api/types.ts'
import { call } from '../../api/client.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { city } from '../../state/city.ts'
import { useResource } from '../../state/resource.ts'
import { deviceWords } from '../../words/devices.ts'
import { shellWords } from '../../words/shell.ts'
import { say } from '../../words/words.ts'
import { adoptionBody, isMistaken, type AdoptionFields, type Mistake } from './adoption-body.ts'
import { closeDialog } from './close-dialog.ts'
import { Refusal } from './marks.tsx'
import { devicePath, kindName, kindNames, siteName } from '../../parts/device-names.ts'

const noiseZones = ['0', '1', '2', '3', '4a', '4b'] as const satisfies readonly NoiseZone[]

const blank: AdoptionFields = {
  kind: '',
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
  period: '',
  limits: '',
}

export interface AdoptDialogProps {
  readonly id: string
  readonly onClose: () => void
  /** With what of it will have no effect. */
  readonly onAdopted: (warnings: readonly string[]) => void
}

export function AdoptDialog({ id, onClose, onAdopted }: AdoptDialogProps) {
  const [fields, setFields] = useState({ ...blank, kind: kindNames()[0] ?? '' })
  const [mistakes, setMistakes] = useState<readonly Mistake[]>([])
  const [refusal, setRefusal] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const units = useResource('units', (signal) => call<readonly Unit[]>('/v1/units', { signal }))
  const change = (changed: Partial<AdoptionFields>) => setFields({ ...fields, ...changed })
  const { sites = [], period = '' } = city.value?.kinds[fields.kind] ?? {}
  const site = sites.includes(fields.site) ? fields.site : (sites[0] ?? '')

  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    setRefusal(undefined)
    const zone = fields.kind === 'noise' ? fields.zone : ''
    const body = adoptionBody({ ...fields, site, zone })
    setMistakes(isMistaken(body) ? body : [])
    if (isMistaken(body)) return
    setSending(true)
    try {
      const { warnings } = await call<{ readonly warnings: readonly string[] }>(
        `/v1${devicePath(id)}/adopt`,
        { method: 'POST', body },
      )
      onAdopted(warnings)
    } catch (cause) {
      setRefusal(cause)
      setSending(false)
    }
  }

  return (
    <Dialog title={say(deviceWords.adoptTitle, { id })} onClose={onClose}>
      <form class="fields adopt" onSubmit={(event) => void send(event)}>
        <Choose
          label={say(deviceWords.kind)}
          value={fields.kind}
          options={kindNames().map((kind) => [kind, kindName(kind)])}
          onChange={(kind) => change({ kind })}
        />
        <Choose
          label={say(deviceWords.site)}
          value={site}
          options={sites.map((one) => [one, siteName(one)])}
          onChange={(chosen) => change({ site: chosen })}
        />
        <Text
          label={say(deviceWords.name)}
          value={fields.name}
          longest={200}
          onInput={(name) => change({ name })}
        />
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
          label={`${say(deviceWords.period)} · ${say(deviceWords.periodHelp, { seconds: period })}`}
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
        {mistakes.length === 0 ? null : (
          <ul class="trouble" role="alert">
            {mistakes.map((mistake) => (
              <li key={sayMistake(mistake)}>{sayMistake(mistake)}</li>
            ))}
          </ul>
        )}
        {refusal === undefined ? null : <Refusal cause={refusal} />}
        <div class="row">
          <button type="submit" class="primary" disabled={sending}>
            {say(sending ? deviceWords.saving : deviceWords.save)}
          </button>
          <button type="button" onClick={closeDialog}>
            {say(shellWords.cancel)}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

function sayMistake(mistake: Mistake): string {
  if (mistake.mistake === 'limits') return say(deviceWords.mistakeLimits, { line: mistake.line })
  const words =
    mistake.mistake === 'missing' ? deviceWords.mistakeMissing : deviceWords.mistakeNumber
  return say(words, { field: say(deviceWords[mistake.field]) })
}

interface ChooseProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, label: string])[]
  readonly onChange: (value: string) => void
}

const Choose = ({ label, value, options, onChange }: ChooseProps) => (
  <label>
    {label}
    <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  </label>
)

interface TextProps {
  readonly label: string
  readonly value: string
  readonly numeric?: boolean
  readonly required?: boolean
  readonly longest?: number
  readonly onInput: (value: string) => void
}

const Text = ({
  label,
  value,
  numeric = false,
  required = false,
  longest = 40,
  onInput,
}: TextProps) => (
  <label>
    {label}
    <input
      type="text"
      inputmode={numeric ? 'decimal' : 'text'}
      autocomplete="off"
      maxlength={longest}
      required={required}
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  </label>
)

/** Fields of the filter forms. Their values live in the address, so that a filtered page can be kept and sent to others. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'

import { deviceWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'
import { pathWith, type Address } from '../../state/address.ts'
import { kindName, kindNames } from '../../parts/device-names.ts'
import type { Streets } from './streets.ts'

export interface FilterFormProps {
  readonly address: Address
  /** Parameters that stay as they are whatever the fields say. */
  readonly keep?: Readonly<Record<string, string | undefined>>
  readonly children: ComponentChildren
}

/** Whoever types is not followed at each letter. */
const typing = 300

/** Puts the named fields into the address: what is chosen at once, what is typed when there is a pause. */
export function FilterForm({ address, keep = {}, children }: FilterFormProps) {
  const written = address.query.toString()
  const shown = useRef({ round: 0, written, own: false })
  // Going back in the history puts the old filters into the fields; what the form wrote itself stands in them already.
  if (shown.current.written !== written) {
    const { round, own } = shown.current
    shown.current = { round: own ? round : round + 1, written, own: false }
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const [cleared, setCleared] = useState(0)
  const clear = () => {
    clearTimeout(timer.current)
    setCleared(cleared + 1)
    address.show(keep)
  }
  const apply = (form: HTMLFormElement) => {
    clearTimeout(timer.current)
    const fields = [...new FormData(form)].map(([name, value]) => [
      name,
      typeof value === 'string' ? value.trim() : '',
    ])
    const parameters = { ...keep, ...(Object.fromEntries(fields) as Record<string, string>) }
    if (pathWith('', parameters) === pathWith('', Object.fromEntries(address.query))) return
    shown.current.own = true
    address.show(parameters, 'in place')
  }
  return (
    <form
      key={`${cleared} ${shown.current.round}`}
      class="filters no-print"
      role="search"
      aria-label={say(deviceWords.filters)}
      onSubmit={(event) => {
        event.preventDefault()
        apply(event.currentTarget)
      }}
      onInput={({ target, currentTarget }) => {
        clearTimeout(timer.current)
        if (target instanceof HTMLSelectElement) apply(currentTarget)
        else timer.current = setTimeout(() => apply(currentTarget), typing)
      }}
    >
      {children}
      <button type="button" onClick={clear}>
        {say(deviceWords.clear)}
      </button>
    </form>
  )
}

export interface ChoiceProps {
  readonly name: string
  readonly label: string
  readonly chosen: string
  readonly options: readonly (readonly [value: string, label: string])[]
  /** Without it there is no way to choose nothing. */
  readonly all?: string
}

export const Choice = ({ name, label, chosen, options, all }: ChoiceProps) => (
  <label>
    {label}
    <select name={name}>
      {all === undefined ? null : (
        <option value="" selected={chosen === ''}>
          {all}
        </option>
      )}
      {options.map(([value, text]) => (
        <option key={value} value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
  </label>
)

export const KindChoice = ({ chosen }: { readonly chosen: string }) => (
  <Choice
    name="kind"
    label={say(deviceWords.kind)}
    chosen={chosen}
    all={say(deviceWords.all)}
    options={kindNames().map((kind) => [kind, kindName(kind)])}
  />
)

export interface StreetChoiceProps {
  readonly chosen: string
  readonly streets: Streets | undefined
}

/** A cell that is no street of the grid, from an address somebody wrote, stays choosable as it is. */
export function StreetChoice({ chosen, streets = new Map() }: StreetChoiceProps) {
  const options = [...streets]
  if (chosen !== '' && !streets.has(chosen)) options.push([chosen, chosen])
  return (
    <Choice
      name="cell"
      label={say(deviceWords.street)}
      chosen={chosen}
      all={say(deviceWords.all)}
      options={options}
    />
  )
}

export interface TextFieldProps {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly wide?: boolean
}

export const SearchField = ({ name, label, value, wide = false }: TextFieldProps) => (
  <label class={wide ? 'wide' : ''}>
    {label}
    <input type="search" name={name} defaultValue={value} maxlength={100} />
  </label>
)

/** A choice and a line of text, as the form for a new device has them. */
interface ChooseProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [value: Value, label: string])[]
  readonly required?: boolean
  readonly onChange: (value: Value) => void
}

export const Choose = <Value extends string>({
  label,
  value,
  options,
  required = false,
  onChange,
}: ChooseProps<Value>) => (
  <label>
    {label}
    <select
      value={value}
      required={required}
      onChange={(event) => onChange(event.currentTarget.value as Value)}
    >
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

export const Text = ({
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

import { categories, categoryName } from '../../parts/case-names.ts'
import { useOwnId } from '../../state/own-id.ts'

export interface CategoryInputProps {
  readonly value: string
  readonly required?: boolean
  readonly onChange: (category: string) => void
}

/** Any four digits, with those that have a name to choose from: a city brings its own codes. */
export function CategoryInput({ value, required = false, onChange }: CategoryInputProps) {
  const list = useOwnId()
  return (
    <>
      <input
        value={value}
        list={list}
        inputmode="numeric"
        pattern="\d{4}"
        maxLength={4}
        size={6}
        required={required}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <datalist id={list}>
        {categories().map((code) => (
          <option key={code} value={code}>
            {categoryName(code)}
          </option>
        ))}
      </datalist>
    </>
  )
}

import { severities, severityWords } from '../../../core/severity.ts'
import { city } from '../../state/city.ts'
import { centreWords } from '../../words/centre.ts'
import { say } from '../../words/words.ts'
import type { Filter, Street } from './picture.ts'

export interface FiltersProps {
  readonly filter: Filter
  readonly streets: readonly Street[]
  readonly onChange: (filter: Filter) => void
}

interface Choice {
  readonly value: string
  readonly label: string
}

/** What the lists and the map show; the vital signs are always of the whole city. */
export function Filters({ filter, streets, onChange }: FiltersProps) {
  const kinds = Object.entries(city.value?.kinds ?? {})
  // An absent entry means all: one that is set to undefined would be another filter to compare.
  const choose = (name: keyof Filter, value: string) => {
    const { [name]: _, ...rest } = filter
    onChange(value === '' ? rest : { ...rest, [name]: value })
  }
  return (
    <form class="row filters" aria-label={say(centreWords.filter)}>
      <Chooser
        label={say(centreWords.severity)}
        value={filter.severity ?? ''}
        choices={severities.map((value) => ({ value, label: say(severityWords[value]) }))}
        onChoose={(value) => choose('severity', value)}
      />
      <Chooser
        label={say(centreWords.kind)}
        value={filter.kind ?? ''}
        choices={kinds.map(([value, words]) => ({ value, label: say(words) }))}
        onChoose={(value) => choose('kind', value)}
      />
      <Chooser
        label={say(centreWords.street)}
        value={filter.street ?? ''}
        choices={streets.map(({ code, name }) => ({ value: code, label: name }))}
        onChoose={(value) => choose('street', value)}
      />
    </form>
  )
}

interface ChooserProps {
  readonly label: string
  readonly value: string
  readonly choices: readonly Choice[]
  readonly onChoose: (value: string) => void
}

const Chooser = ({ label, value, choices, onChoose }: ChooserProps) => (
  <label class="row">
    {label}
    <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
      <option value="">{say(centreWords.all)}</option>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  </label>
)

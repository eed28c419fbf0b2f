import { quantityName, unitOf } from '../../parts/device-names.ts'
import { showNumber } from '../../words/format.ts'
import { whyWords } from '../../words/why.ts'
import { switchWords } from '../../words/values.ts'
import { say } from '../../words/words.ts'

export interface Named {
  readonly name: string
  /** null: unknown. */
  readonly value: number | string | boolean | null
}

/** What a condition read, one beside the other. */
export const Numbers = ({ of }: { readonly of: readonly Named[] }) => (
  <>
    {of.map(({ name, value }) => (
      <span key={name} class="number">
        <code title={quantityName(name)}>{name}</code> = {valueOf(name, value)}{' '}
      </span>
    ))}
  </>
)

function valueOf(name: string, value: Named['value']): string {
  if (value === null) return say(whyWords.missing)
  if (typeof value === 'boolean') return say(value ? switchWords.yes : switchWords.no)
  return typeof value === 'number' ? `${showNumber(value, 3)} ${unitOf(name)}`.trim() : value
}

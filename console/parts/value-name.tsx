import { city } from '../state/city.ts'
import { alarmWords } from '../words/centre.ts'
import { say } from '../words/words.ts'

/** What a number of an alarm's evidence is: a quantity, what a rule computes of one, or a limit; and how the rule calls it. */
export function ValueName({ name }: { readonly name: string }) {
  const quantities = city.value?.quantities ?? {}
  const words = quantities[name] ?? quantities[name.replace(/\d+$/, '')]
  const said = words ?? (name.startsWith('limits.') ? alarmWords.limit : undefined)
  return (
    <>
      {said === undefined ? null : `${say(said)} `}
      <code class="quiet">{name}</code>
    </>
  )
}

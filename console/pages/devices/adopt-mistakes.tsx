/** What was written wrong in the form of a device, before anybody else is asked. */
import { deviceWords } from '../../words/devices.ts'
import { say } from '../../words/words.ts'
import type { Mistake } from './adoption-body.ts'

export const Mistakes = ({ mistakes }: { readonly mistakes: readonly Mistake[] }) =>
  mistakes.length === 0 ? null : (
    <ul class="trouble" role="alert">
      {mistakes.map((mistake) => (
        <li key={sayMistake(mistake)}>{sayMistake(mistake)}</li>
      ))}
    </ul>
  )

function sayMistake(mistake: Mistake): string {
  if (mistake.mistake === 'limits') return say(deviceWords.mistakeLimits, { line: mistake.line })
  const words =
    mistake.mistake === 'missing' ? deviceWords.mistakeMissing : deviceWords.mistakeNumber
  return say(words, { field: say(deviceWords[mistake.field]) })
}

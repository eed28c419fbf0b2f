import { certaintyWords } from '../words/rules.ts'
import { say } from '../words/words.ts'

/** How sure a number or a rule is. */
export const CertaintyMark = ({
  certainty,
}: {
  readonly certainty: keyof typeof certaintyWords
}) => (
  <span class={certainty === 'verified' ? 'quiet' : 'trouble'} data-certainty={certainty}>
    {say(certaintyWords[certainty])}
  </span>
)

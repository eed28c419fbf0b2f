import { signatureWords as words } from '../words/signatures.ts'
import { say } from '../words/words.ts'
import './signatures.css'

interface SignaturesProps {
  /** What is known already of who did it, in place of an empty line. */
  readonly author?: string | undefined
  readonly signed?: string | undefined
}

/** Where an office signs, on paper only. */
export const Signatures = ({ author, signed }: SignaturesProps) => (
  <dl class="signatures" aria-label={say(words.signatures)}>
    {(
      [
        [words.author, author],
        [words.checked, undefined],
        [words.signed, signed],
        [words.seal, undefined],
      ] as const
    ).map(([line, known]) => (
      <div key={line.en}>
        <dt>{say(line)}</dt>
        <dd>{known}</dd>
      </div>
    ))}
  </dl>
)

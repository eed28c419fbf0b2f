/** What speaks against the pictures of an event: for the inspector to judge, nothing is refused by it. */
import { photoDoubtWords } from '../../core/case-terms.ts'
import type { CaseEvent } from '../api/types.ts'
import { doubtWords } from '../words/photo-doubts.ts'
import { showInstant } from '../words/format.ts'
import { say } from '../words/words.ts'
import { wordsOf } from './case-names.ts'

interface Doubt {
  readonly sha256: string
  readonly doubt: string
  readonly takenAt?: number
  readonly metres?: number
  readonly case?: string
  readonly version?: number
}

interface Facts {
  readonly photos?: readonly { readonly sha256: string }[]
  readonly photoDoubts?: readonly Doubt[]
}

export function PhotoDoubts({ data }: Pick<CaseEvent, 'data'>) {
  const { photos = [], photoDoubts = [] }: Facts = data
  if (photoDoubts.length === 0) return null
  return (
    <ul class="photo-doubts">
      {photoDoubts.map((found) => (
        <li key={`${found.sha256} ${found.doubt}`} class="trouble">
          ⚠{' '}
          {say(doubtWords.doubt, {
            number: 1 + photos.findIndex(({ sha256 }) => sha256 === found.sha256),
            what: say(wordsOf(photoDoubtWords, found.doubt)),
          })}
          {detail(found)}
        </li>
      ))}
    </ul>
  )
}

function detail({ takenAt, metres, version, case: other }: Doubt): string {
  if (takenAt !== undefined) return ` (${showInstant(takenAt)})`
  if (metres !== undefined) return ` (${say(doubtWords.metres, { metres })})`
  if (other !== undefined) return ` (${say(doubtWords.elsewhere, { id: other })})`
  return version === undefined ? '' : ` (${say(doubtWords.event, { version })})`
}

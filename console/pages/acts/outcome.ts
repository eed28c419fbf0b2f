import type { Bilingual } from '../../../core/bilingual.ts'
import { filled } from '../../../core/bilingual.ts'
import { actWords as words } from '../../words/acts.ts'

/** What came of an act, by the status of its answer (RFC 9110). Who failed in the middle may have done it. */
export function outcomeOf(status: number | undefined): Bilingual {
  if (status === undefined) return words.cut
  if (status < 300) return words.done
  return filled(status < 500 ? words.refused : words.failed, { status })
}

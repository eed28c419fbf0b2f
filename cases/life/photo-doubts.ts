/** The doubts about its pictures that a fact says. They refuse nothing: clocks of cameras are wrong, and the inspector judges. */
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { Context } from './decision-context.ts'
import type { Fact } from './facts.ts'
import { doubtsOf, type PhotoDoubt } from './photo-proof.ts'

/** Since when a picture can show what the fact says; undefined: the fact proves nothing with pictures. */
function since(state: Case, { event }: Fact): Instant | undefined {
  if (event === 'reported') return state.orderedAt ?? state.collectedAt
  if (event === 'problemConfirmed' || event === 'problemDenied') return state.collectedAt
  if (event === 'verified' || event === 'rework') return state.reportedAt ?? state.collectedAt
  return undefined
}

/** The fact, with what is doubtful of its pictures. */
export function doubted<Said extends Fact>(
  state: Case | undefined,
  fact: Said,
  now: Instant,
  { photos, photoLimits }: Pick<Context, 'photos' | 'photoLimits'>,
): Said {
  if (state === undefined || photos === undefined || !('photos' in fact.data)) return fact
  const from = since(state, fact)
  const named = fact.data.photos
  if (from === undefined || named === undefined) return fact
  const found = named.flatMap(({ sha256 }) =>
    doubtsOf(photos.get(sha256) ?? {}, { place: state.place, from, now, ...photoLimits }).map(
      (doubt): PhotoDoubt => ({ sha256, ...doubt }),
    ),
  )
  return found.length === 0 ? fact : { ...fact, data: { ...fact.data, photoDoubts: found } }
}

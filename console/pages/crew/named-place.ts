/** Where an order is, in words: what was written of the place, what its device and its cell are called. Pure. */
import type { Case } from '../../api/types.ts'

interface Placed {
  readonly place: Case['place']
  readonly names?: Case['names'] | undefined
}

export function namedPlace({ place, names }: Placed): readonly string[] {
  const lines = [place.description, names?.device, names?.cell]
  return lines.filter((line): line is string => line !== undefined && line !== '')
}

/** In one line; where nothing has a name, the code that somebody may know. */
export function placeLine(of: Placed): string | undefined {
  const named = namedPlace(of)
  return named.length > 0 ? named.join(' · ') : (of.place.device ?? of.place.cell)
}

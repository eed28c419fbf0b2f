/** Where an order is, in words: what was written of the place, what its device and its cell are called. Pure. */
import type { Case } from '../../api/types.ts'

export function namedPlace({ place, names }: Pick<Case, 'place' | 'names'>): readonly string[] {
  const lines = [place.description, names?.device, names?.cell]
  return lines.filter((line): line is string => line !== undefined && line !== '')
}

/** In one line; where nothing has a name, the code that somebody may know. */
export function placeLine(of: Pick<Case, 'place' | 'names'>): string | undefined {
  const named = namedPlace(of)
  return named.length > 0 ? named.join(' · ') : (of.place.device ?? of.place.cell)
}

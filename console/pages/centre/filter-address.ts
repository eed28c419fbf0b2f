/** The filter of the centre as it stands in the address, so that it outlives a reload and can be sent to somebody. Pure. */
import { severities } from '../../../core/severity.ts'
import type { Filter } from './picture.ts'

export function filterIn(query: URLSearchParams): Filter {
  const severity = severities.find((known) => known === query.get('severity'))
  const kind = query.get('kind') ?? ''
  const street = query.get('street') ?? ''
  return {
    ...(severity !== undefined && { severity }),
    ...(kind !== '' && { kind }),
    ...(street !== '' && { street }),
  }
}

/** Layers of the map that can be left off. */
export const layers = ['crews', 'rain'] as const
export type Layer = (typeof layers)[number]

export function hiddenIn(query: URLSearchParams): readonly Layer[] {
  const named = query.get('hidden')?.split(',') ?? []
  return layers.filter((layer) => named.includes(layer))
}

/** For the address, when one of them is shown or hidden. */
export const hiddenAfter = (hidden: readonly Layer[], layer: Layer, shown: boolean): string =>
  layers.filter((known) => (known === layer ? !shown : hidden.includes(known))).join(',')

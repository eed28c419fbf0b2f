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

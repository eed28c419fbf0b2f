/** What the place of a case is called, for whoever may not read the register: a crew is told where to go. Pure. */
import type { Case } from '../../life/case.ts'
import type { NamedCell } from '../../report/names.ts'

export interface PlaceNames {
  readonly device?: string
  readonly cell?: string
}

interface Sources {
  readonly directory: {
    get(
      id: NonNullable<Case['place']['device']>,
    ): { readonly device: { readonly name?: string | undefined } } | undefined
  }
  readonly cells: readonly NamedCell[]
}

/** Names are of today; what has none is left out. */
export function placeNames(sources: Sources): (place: Case['place']) => PlaceNames | undefined {
  const cells = new Map(sources.cells.map((cell) => [cell.code, cell]))
  return ({ device, cell: code }) => {
    const name = device === undefined ? undefined : sources.directory.get(device)?.device.name
    const cell = code === undefined ? undefined : cells.get(code)
    const where =
      cell === undefined
        ? ''
        : [cell.district, cell.street, cell.community].filter((part) => part !== '').join(' ')
    if (name === undefined && where === '') return undefined
    return {
      ...(name !== undefined && { device: name }),
      ...(where !== '' && { cell: where }),
    }
  }
}

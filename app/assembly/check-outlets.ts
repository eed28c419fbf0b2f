/** Whether what outlets are to let out can be there. Pure. */
import { UrbanBrainError } from '../../core/errors.ts'
import { isKind, kindNames } from '../../core/kinds.ts'
import type { OutletConfig } from '../../outlets/config.ts'

type Outlets = Readonly<Record<string, OutletConfig>>

/** Throws `config-invalid`: it would wait for a kind that there is not, and nobody would notice. */
export function mustKnowKinds(outlets: Outlets): void {
  for (const [name, { kinds = [] }] of Object.entries(outlets)) {
    const unknown = kinds.find((kind) => !isKind(kind))
    if (unknown !== undefined)
      throw new UrbanBrainError(
        'config-invalid',
        `outlets.${name}.kinds: there is no kind ${unknown}; there are ${kindNames().join(', ')}`,
      )
  }
}

/** Where each goes to, or which area of which outlet has no cell in the grid of the city. */
export function checkOutlets(
  outlets: Outlets,
  cells: readonly string[],
): string | { readonly warning: string } {
  mustKnowKinds(outlets)
  const all = Object.entries(outlets)
  const empty = all.flatMap(([name, { areas = [] }]) =>
    areas
      .filter((area) => !cells.some((cell) => cell.startsWith(area)))
      .map((area) => `outlets.${name}.areas: the grid has no cell in ${area}`),
  )
  if (empty.length > 0) return { warning: empty.join('; ') }
  return all.map(([name, outlet]) => `${name} to ${receiverOf(outlet)}`).join(', ')
}

const receiverOf = ({ webhook, kafka }: OutletConfig): string =>
  webhook === undefined ? `topic ${kafka?.topic}` : new URL(webhook.url).host

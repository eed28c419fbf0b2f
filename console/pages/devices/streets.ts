/** Streets (街道) of the city, from its grid: the first nine digits of a cell's code. */
import { call } from '../../api/client.ts'
import { useResource, type Resource } from '../../state/resource.ts'

export type Streets = ReadonlyMap<string, string>

const streetDigits = 9

export const streetOf = (cell: string | undefined): string | undefined =>
  cell?.slice(0, streetDigits)

export function useStreets(): Resource<Streets> {
  return useResource('streets', async (signal) => {
    const { features } = await call('GET /v1/grid', { signal })
    const cells = features
      .map(({ properties }) => properties)
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    return new Map(
      cells.map(({ code, street, district }) => [
        code.slice(0, streetDigits),
        `${district} ${street}`,
      ]),
    )
  })
}

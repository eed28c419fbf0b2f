import { useLocation, useRoute } from 'preact-iso'

export interface Address {
  /** The segment of the path that the route calls `id`; empty on a page without one. */
  readonly id: string
  readonly query: URLSearchParams
  /** Goes to the same page with these parameters; what is empty is left out. */
  readonly show: (
    parameters: Readonly<Record<string, string | undefined>>,
    /** The way back leads past it: what somebody is still typing is no page of its own. */
    how?: 'in place',
  ) => void
}

/**
 * Where this page is. The route says it and not the location: a page that is being left is still drawn while the next one loads,
 * and must not read what the next one's address would mean to it.
 */
export function useAddress(): Address {
  const { path, query, params } = useRoute()
  const { route } = useLocation()
  return {
    id: params['id'] ?? '',
    query: new URLSearchParams(query),
    show: (parameters, how) => route(pathWith(path, parameters), how === 'in place'),
  }
}

/** The path with these parameters, without those that are empty. */
export function pathWith(
  path: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}

/** Reads what the API pages. */
import type { Page } from '../api/types.ts'
import { call, type Query } from '../api/client.ts'

/** More are not read unless somebody asks: nobody reads a list of that length, and the page must stay quick. */
export const mostRows = 2_000
const pageLength = 200

export interface Rows<T> {
  readonly items: readonly T[]
  /** There are more than were read. */
  readonly cut: boolean
}

export async function readRows<T>(
  path: string,
  query: Query,
  signal: AbortSignal,
  most = mostRows,
): Promise<Rows<T>> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page: Page<T> = await call(path, {
      query: { ...query, limit: pageLength, cursor },
      signal,
    })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined && items.length < most)
  return { items, cut: cursor !== undefined }
}

/** Addresses of dashboards in Grafana; `dashboards/` makes their uids and variables. */
import type { Language } from '../words/words.ts'

/** One device in a span of time, or the work on all cases. */
export type Board =
  | {
      readonly name: 'device'
      readonly device: string
      readonly from?: number
      readonly to?: number
    }
  | { readonly name: 'cases' }

/** Epoch milliseconds; what led to something is looked at as well. */
export const before = (at: number): number => at - 6 * 3_600_000

export function dashboardAddress(grafana: string, board: Board, language: Language): string {
  const path = `${grafana}/d/ub-${board.name}-${language}`
  if (board.name === 'cases') return path
  const { device, from, to } = board
  const query = new URLSearchParams({
    'var-device': device,
    ...(from === undefined ? {} : { from: String(from), to: String(to ?? 'now') }),
  })
  return `${path}?${query.toString()}`
}

/** The way to a dashboard in Grafana; nothing where the operator has told no address of it. */
import { city } from '../state/city.ts'
import { shellWords } from '../words/shell.ts'
import { language, say } from '../words/words.ts'
import { dashboardAddress, type Board } from './dashboard-address.ts'

export function DashboardLink({ board }: { readonly board: Board }) {
  const grafana = city.value?.grafana
  if (grafana === undefined) return null
  return (
    <a
      class="no-print"
      href={dashboardAddress(grafana, board, language.value)}
      target="_blank"
      rel="noreferrer"
    >
      {say(shellWords.dashboard)} ↗
    </a>
  )
}

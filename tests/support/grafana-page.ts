/** What a person sees of the panels of a board that Grafana has drawn, by the marks that Grafana gives them for tests. */
import type { Page } from 'playwright-core'

export interface SeenPanel {
  readonly title: string
  /** A red corner, or a message in place of the picture. */
  readonly error: boolean
  readonly loading: boolean
  readonly empty: boolean
}

const mark = 'data-testid Panel header '

export async function seenPanels(page: Page): Promise<readonly SeenPanel[]> {
  const panels = await page.locator(`[data-testid^="${mark}"]`).all()
  return Promise.all(
    panels.map(async (panel) => {
      const has = async (of: ReturnType<typeof panel.locator>) => (await of.count()) > 0
      const named = ['Panel status error', 'Alert error']
        .map((name) => `[data-testid="data-testid ${name}"]`)
        .join(', ')
      return {
        title: ((await panel.getAttribute('data-testid')) ?? '').slice(mark.length),
        error: await has(panel.locator(named)),
        loading: await has(
          panel.locator('[aria-label="Panel loading bar"], [data-testid="Panel loading bar"]'),
        ),
        empty: await has(panel.getByText(/^(?:No data|无数据)$/)),
      }
    }),
  )
}

/** What is wrong with them; a board on which nothing is drawn at all is wrong too. */
export function faultsOf(panels: readonly SeenPanel[]): readonly string[] {
  if (panels.length === 0) return ['no panel is drawn']
  return panels.flatMap(({ title, error, loading, empty }) => [
    ...(error ? [`${title}: an error corner`] : []),
    ...(loading ? [`${title}: still loads`] : []),
    ...(empty && !error && !loading ? [`${title}: empty`] : []),
  ])
}

import dashboard from '@grafana/grafana-foundation-sdk/dashboard'

import type { Bilingual } from '../../core/bilingual.ts'
import type { Say } from './words.ts'
import { words } from './words.ts'

/** Where a cell leads. The names of cases and devices are letters, digits and `. _ : -`, so they need no escaping. */
export type Link = 'case' | 'device'

export const uidOf = (board: string, say: Say): string => `ub-${board}-${say.code}`

/** The console opens in a tab of its own: Grafana would take its address for one of its pages. */
const targets: Readonly<
  Record<Link, readonly { words: Bilingual; url: (say: Say, ownTime: boolean) => string }[]>
> = {
  case: [
    {
      words: words('在控制台打开案件', 'Open the case in the console'),
      url: () => '${console}/cases/${__value.raw}',
    },
  ],
  device: [
    {
      words: words('设备详情', 'Device detail'),
      url: (say, ownTime) =>
        `/d/${uidOf('device', say)}?var-device=\${__value.raw}${ownTime ? '' : '&${__url_time_range}'}`,
    },
    {
      words: words('在控制台打开设备', 'Open the device in the console'),
      url: () => '${console}/devices/${__value.raw}',
    },
  ],
}

/** In a panel with a time of its own Grafana does not know the one of the dashboard: what is opened shows its own. */
export const linksOf = (link: Link, say: Say, ownTime: boolean): readonly object[] =>
  targets[link].map(({ words, url }) => ({
    title: say(words),
    url: url(say, ownTime),
    targetBlank: url(say, ownTime).startsWith('${console}'),
  }))

/** From every dashboard to every other of the same language. */
export const otherBoards = (say: Say): dashboard.DashboardLinkBuilder =>
  new dashboard.DashboardLinkBuilder(say(words('全部看板', 'All dashboards')))
    .type(dashboard.DashboardLinkType.Dashboards)
    .tags(['urban-brain', say.code])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(true)
    .icon('external link')
    .tooltip('')
    .url('')
    .targetBlank(false)

export const toConsole = (say: Say): dashboard.DashboardLinkBuilder =>
  new dashboard.DashboardLinkBuilder(say(words('控制台', 'Console')))
    .type(dashboard.DashboardLinkType.Link)
    .url('${console}/')
    .tags([])
    .icon('external link')
    .tooltip('')
    .targetBlank(true)

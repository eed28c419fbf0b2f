import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { lazy, LocationProvider, Route, Router, useLocation } from 'preact-iso'

import { loadNamesOf } from './parts/case-names.ts'
import { keepFiles } from './offline/keep.ts'
import { loadMap } from './pages/centre/map/load.ts'
import { SignInAgain } from './pages/sign-in/sign-in-again.tsx'
import { SessionEnds } from './pages/sign-in/session-ends.tsx'
import { SignIn } from './pages/sign-in/sign-in.tsx'
import { Shell } from './shell.tsx'
import { loadCity } from './state/city.ts'
import { closeFeed, openFeedAfter } from './state/feed.ts'
import { homeOf, mayOpen, type PageName } from './state/rights.ts'
import type { Person } from './api/types.ts'
import { resume, session } from './state/session.ts'
import { shellWords } from './words/shell.ts'
import { say } from './words/words.ts'

const orders = () => import('./pages/crew/orders.tsx')
const order = () => import('./pages/crew/order.tsx')
const inspections = () => import('./pages/field/inspections.tsx')
const inspection = () => import('./pages/field/inspection.tsx')
const patrolling = () => import('./pages/field/patrolling.tsx')
const reporting = () => import('./pages/field/reporting.tsx')

// Each page is a file of its own, read when somebody opens it: a phone never loads the map.
const pages = {
  accounts: lazy(() =>
    import('./pages/accounts/accounts.tsx').then(({ AccountsPage }) => AccountsPage),
  ),
  catalogue: lazy(() =>
    import('./pages/catalogue/catalogue.tsx').then(({ CataloguePage }) => CataloguePage),
  ),
  acts: lazy(() => import('./pages/acts/acts.tsx').then(({ ActsPage }) => ActsPage)),
  settings: lazy(() =>
    import('./pages/settings/settings.tsx').then(({ SettingsPage }) => SettingsPage),
  ),
  looks: lazy(() => import('./pages/looks/looks.tsx').then(({ LooksPage }) => LooksPage)),
  account: lazy(() => import('./pages/account/account.tsx').then(({ AccountPage }) => AccountPage)),
  centre: lazy(() => {
    // Both come at once: the map is what is waited for. The page itself says when it does not come.
    loadMap().catch(() => undefined)
    return import('./pages/centre/centre.tsx').then(({ Centre }) => Centre)
  }),
  alarm: lazy(() => import('./pages/centre/alarm.tsx').then(({ AlarmPage }) => AlarmPage)),
  alarms: lazy(() => import('./pages/alarms/alarms.tsx').then(({ Alarms }) => Alarms)),
  cases: lazy(() => import('./pages/cases/queue.tsx').then(({ CaseQueue }) => CaseQueue)),
  wall: lazy(() => import('./pages/wall/wall.tsx').then(({ Wall }) => Wall)),
  find: lazy(() => import('./pages/find/find.tsx').then(({ FindPage }) => FindPage)),
  case: lazy(() => import('./pages/cases/case.tsx').then(({ CasePage }) => CasePage)),
  deciding: lazy(() => import('./pages/deciding/deciding.tsx').then(({ Deciding }) => Deciding)),
  duty: lazy(() => import('./pages/duty/duty.tsx').then(({ DutyPage }) => DutyPage)),
  handOver: lazy(() =>
    import('./pages/hand-over/hand-over.tsx').then(({ HandOverPage }) => HandOverPage),
  ),
  report: lazy(() => import('./pages/cases/report.tsx').then(({ DailyReport }) => DailyReport)),
  evaluation: lazy(() =>
    import('./pages/evaluation/evaluation.tsx').then(({ EvaluationPage }) => EvaluationPage),
  ),
  audit: lazy(() => import('./pages/evaluation/audit.tsx').then(({ AuditPage }) => AuditPage)),
  follow: lazy(() => import('./pages/follow/follow.tsx').then(({ Follow }) => Follow)),
  crew: lazy(() => orders().then(({ Orders }) => Orders)),
  order: lazy(() => order().then(({ Order }) => Order)),
  field: lazy(() => inspections().then(({ Inspections }) => Inspections)),
  patrolling: lazy(() => patrolling().then(({ Patrolling }) => Patrolling)),
  patrols: lazy(() => import('./pages/patrols/patrols.tsx').then(({ PatrolsPage }) => PatrolsPage)),
  reporting: lazy(() => reporting().then(({ Reporting }) => Reporting)),
  inspection: lazy(() => inspection().then(({ Inspection }) => Inspection)),
  devices: lazy(() => import('./pages/devices/devices.tsx').then(({ Devices }) => Devices)),
  device: lazy(() => import('./pages/devices/device.tsx').then(({ DevicePage }) => DevicePage)),
  bindings: lazy(() =>
    import('./pages/bindings/binding.tsx').then(({ BindingPage }) => BindingPage),
  ),
  rules: lazy(() => import('./pages/rules/rules.tsx').then(({ Rules }) => Rules)),
  suppressions: lazy(() =>
    import('./pages/suppressions/suppressions.tsx').then(({ Suppressions }) => Suppressions),
  ),
  why: lazy(() => import('./pages/rules/why.tsx').then(({ WhyPage }) => WhyPage)),
  rule: lazy(() => import('./pages/rules/rule.tsx').then(({ RulePage }) => RulePage)),
} as const

export const App = () => (
  <LocationProvider>
    <Anybody />
  </LocationProvider>
)

/** Whoever reported a problem has no account; nobody is asked who they are. */
const Anybody = () => (useLocation().path === '/follow' ? <Following /> : <Desk />)

const Following = () => (
  <Shell person={undefined}>
    <Router>
      <Route path="/follow" component={pages.follow} />
      <Route default component={Nowhere} />
    </Router>
  </Shell>
)

function Desk() {
  useEffect(() => {
    void resume()
  }, [])
  const { value } = session
  return value.state === 'unknown' ? null : (
    <Shell person={value.state === 'in' ? value.person : undefined}>
      {value.state === 'in' ? (
        <WhoIsIn key={value.person.name} person={value.person} />
      ) : (
        <SignIn />
      )}
      {value.state === 'in' && value.ended === true ? <SignInAgain person={value.person} /> : null}
      {value.state === 'in' && value.ended === undefined ? (
        <SessionEnds person={value.person} />
      ) : null}
    </Shell>
  )
}

/** Who has to complete the account first sees nothing else. */
const WhoIsIn = ({ person }: { readonly person: Person }) =>
  person.duty === undefined ? (
    <Inside person={person} />
  ) : (
    <Router>
      <Route path="/account" component={pages.account} />
      <Route default component={pages.account} />
    </Router>
  )

function Inside({ person }: { readonly person: Person }) {
  const { path, route } = useLocation()
  useEffect(() => {
    const home = homeOf(person.role, matchMedia('(max-width: 48rem)').matches)
    if (path === '/' && home !== path) route(home, true)
    void loadCity()
    void loadNamesOf(person)
    openFeedAfter(mayOpen(person, 'centre') ? recentPast : 0)
    // Pages for the field are read all at once, so that one not yet opened works without network as well.
    const read = fieldPages(person)
    if (read.length > 0)
      void Promise.all(read)
        .then(keepFiles)
        .catch(() => undefined)
    return closeFeed
  }, [person.name])
  return (
    <>
      <Router
        onLoadStart={() => {
          pageComes.value = true
        }}
        onLoadEnd={() => {
          pageComes.value = false
        }}
      >
        <Route path="/" component={allowed('centre', person, pages.centre)} />
        <Route path="/alarms" component={allowed('alarms', person, pages.alarms)} />
        <Route path="/alarms/:id" component={allowed('centre', person, pages.alarm)} />
        <Route path="/cases" component={allowed('cases', person, pages.cases)} />
        <Route path="/cases/:id" component={allowed('cases', person, pages.case)} />
        <Route path="/wall" component={allowed('wall', person, pages.wall)} />
        <Route path="/find" component={allowed('cases', person, pages.find)} />
        <Route path="/deciding" component={allowed('deciding', person, pages.deciding)} />
        <Route path="/duty" component={allowed('duty', person, pages.duty)} />
        <Route path="/hand-over" component={allowed('handOver', person, pages.handOver)} />
        <Route path="/report" component={allowed('report', person, pages.report)} />
        <Route path="/evaluation" component={allowed('evaluation', person, pages.evaluation)} />
        <Route path="/evaluation/audit" component={allowed('evaluation', person, pages.audit)} />
        <Route path="/crew" component={allowed('crew', person, pages.crew)} />
        <Route path="/crew/:id" component={allowed('crew', person, pages.order)} />
        <Route path="/field" component={allowed('field', person, pages.field)} />
        <Route path="/field/patrols" component={allowed('field', person, pages.patrolling)} />
        <Route path="/field/report" component={allowed('field', person, pages.reporting)} />
        <Route path="/field/:id" component={allowed('field', person, pages.inspection)} />
        <Route path="/patrols" component={allowed('patrols', person, pages.patrols)} />
        <Route path="/devices" component={allowed('devices', person, pages.devices)} />
        <Route path="/devices/:id" component={allowed('devices', person, pages.device)} />
        <Route path="/bindings" component={allowed('bindings', person, pages.bindings)} />
        <Route path="/rules" component={allowed('rules', person, pages.rules)} />
        <Route path="/rules/:id" component={allowed('rules', person, pages.rule)} />
        <Route path="/why" component={allowed('why', person, pages.why)} />
        <Route
          path="/suppressions"
          component={allowed('suppressions', person, pages.suppressions)}
        />
        <Route path="/accounts" component={allowed('accounts', person, pages.accounts)} />
        <Route path="/catalogue" component={allowed('catalogue', person, pages.catalogue)} />
        <Route path="/acts" component={allowed('acts', person, pages.acts)} />
        <Route path="/settings" component={allowed('settings', person, pages.settings)} />
        <Route path="/looks" component={allowed('looks', person, pages.looks)} />
        <Route path="/account" component={person.person === undefined ? Nowhere : pages.account} />
        <Route default component={Nowhere} />
      </Router>
      <PageComes />
    </>
  )
}

/** Events; many of them say nothing new to a wall. */
const recentPast = 200

/** While the code of a page is on its way. */
const pageComes = signal(false)

const PageComes = () =>
  pageComes.value ? (
    <p class="page quiet" role="status">
      {say(shellWords.loading)}
    </p>
  ) : null

function fieldPages({ role }: Person): readonly Promise<unknown>[] {
  if (role === 'crew') return [orders(), order()]
  return role === 'inspector' ? [inspections(), inspection(), reporting(), patrolling()] : []
}

/** The page, or for a role that has it not: the way home. */
const allowed = <P,>(page: PageName, person: Person, component: P): P | typeof Elsewhere =>
  mayOpen(person, page) ? component : Elsewhere

function Elsewhere() {
  const { path, route } = useLocation()
  const { value } = session
  const home = value.state === 'in' ? homeOf(value.person.role) : '/'
  useEffect(() => {
    if (path === '/') route(home, true)
  }, [path, home])
  return (
    <main id="content" class="page">
      <p>{say(shellWords.notAllowed)}</p>
      <a href={home}>{say(shellWords.product)}</a>
    </main>
  )
}

const Nowhere = () => (
  <main id="content" class="page">
    <h1>{say(shellWords.notFound)}</h1>
    <a href="/">{say(shellWords.product)}</a>
  </main>
)

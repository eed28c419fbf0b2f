/** Which pages a role has; what it may do on them the API decides for each thing. */
import { deskRoles, readerRoles, type ActorRole } from '../../core/actor.ts'
import type { Person } from '../api/types.ts'
import { session } from './session.ts'

export const pages = {
  centre: { path: '/', roles: readerRoles },
  alarms: { path: '/alarms', roles: readerRoles },
  cases: { path: '/cases', roles: readerRoles },
  wall: { path: '/wall', roles: readerRoles, aside: true },
  deciding: { path: '/deciding', roles: ['supervisor', 'manager', 'administrator'] },
  duty: { path: '/duty', roles: deskRoles },
  handOver: { path: '/hand-over', roles: [...deskRoles, 'crew'], aside: true },
  crew: { path: '/crew', roles: ['crew'] },
  field: { path: '/field', roles: ['inspector'] },
  patrols: { path: '/patrols', roles: ['supervisor', 'manager', 'administrator'] },
  devices: { path: '/devices', roles: readerRoles },
  bindings: { path: '/bindings', roles: ['administrator'], whole: true, aside: true },
  rules: { path: '/rules', roles: readerRoles, whole: true },
  why: { path: '/why', roles: readerRoles, aside: true },
  suppressions: { path: '/suppressions', roles: readerRoles },
  report: { path: '/report', roles: readerRoles },
  evaluation: { path: '/evaluation', roles: readerRoles },
  catalogue: {
    path: '/catalogue',
    roles: ['supervisor', 'manager', 'administrator'],
    whole: true,
  },
  accounts: { path: '/accounts', roles: ['administrator'], whole: true },
  acts: { path: '/acts', roles: ['administrator'], whole: true, aside: true },
  settings: { path: '/settings', roles: ['administrator'], whole: true, aside: true },
  looks: { path: '/looks', roles: ['administrator'], whole: true },
} as const satisfies Record<
  string,
  {
    readonly path: string
    readonly roles: readonly ActorRole[]
    /** It tells of the whole city, and is for nobody who is limited to a part of it. */
    readonly whole?: true
    /** Another page leads there, and not the head of all. */
    readonly aside?: true
  }
>

export type PageName = keyof typeof pages
const pageNames = Object.keys(pages) as readonly PageName[]
/** Those that the head of every page leads to. */
export const headPages = pageNames.filter((name) => !('aside' in pages[name]))

/** A crew has always its unit. */
const isLimited = ({ role, unit, areas }: Person): boolean =>
  areas !== undefined || (role !== 'crew' && unit !== undefined)

export const mayOpen = (person: Person, page: PageName): boolean =>
  (pages[page].roles as readonly ActorRole[]).includes(person.role) &&
  !('whole' in pages[page] && isLimited(person))

/** Where a role begins: an inspector with a phone is in the street, and what a screen on a wall is for is the wall. */
export function homeOf(role: ActorRole, onPhone = false): string {
  if (role === 'crew') return pages.crew.path
  if (role === 'wall') return pages.wall.path
  return role === 'inspector' && onPhone ? pages.field.path : pages.centre.path
}

/** Whether who is signed in has one of these roles; what is offered by it the server decides again. */
export function mayAs(roles: readonly ActorRole[]): boolean {
  const { value } = session
  return value.state === 'in' && roles.includes(value.person.role)
}

/** The same where it is done for the whole city alone. */
export function mayForCity(roles: readonly ActorRole[]): boolean {
  const { value } = session
  return mayAs(roles) && value.state === 'in' && !isLimited(value.person)
}

/** Which pages a role has; what it may do on them the API decides for each thing. */
import { readerRoles, type ActorRole } from '../../core/actor.ts'
import { session } from './session.ts'

export const pages = {
  centre: { path: '/', roles: readerRoles },
  cases: { path: '/cases', roles: readerRoles },
  crew: { path: '/crew', roles: ['crew'] },
  field: { path: '/field', roles: ['inspector'] },
  devices: { path: '/devices', roles: readerRoles },
  rules: { path: '/rules', roles: readerRoles },
  suppressions: { path: '/suppressions', roles: readerRoles },
  report: { path: '/report', roles: readerRoles },
  evaluation: { path: '/evaluation', roles: readerRoles },
} as const satisfies Record<string, { readonly path: string; readonly roles: readonly ActorRole[] }>

export type PageName = keyof typeof pages
export const pageNames = Object.keys(pages) as readonly PageName[]

export const mayOpen = (role: ActorRole, page: PageName): boolean =>
  (pages[page].roles as readonly ActorRole[]).includes(role)

/** Where a role begins. */
export const homeOf = (role: ActorRole): string =>
  role === 'crew' ? pages.crew.path : pages.centre.path

/** Whether who is signed in has one of these roles; what is offered by it the server decides again. */
export function mayAs(roles: readonly ActorRole[]): boolean {
  const { value } = session
  return value.state === 'in' && roles.includes(value.person.role)
}

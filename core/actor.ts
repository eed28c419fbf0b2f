import type { Bilingual } from './bilingual.ts'
import type { UnitId } from './identity.ts'

/** What an actor may be; a process has other roles (app/run/roles.ts). */
export const roles = [
  'operator',
  'dispatcher',
  'crew',
  'inspector',
  'supervisor',
  'manager',
  'administrator',
  'wall',
  'device',
  'service',
  'metrics',
] as const
export type ActorRole = (typeof roles)[number]

export const roleWords = {
  operator: { zh: '值班员', en: 'Operator' },
  dispatcher: { zh: '派遣员', en: 'Dispatcher' },
  crew: { zh: '处置队伍', en: 'Crew' },
  inspector: { zh: '核查员', en: 'Inspector' },
  supervisor: { zh: '督办员', en: 'Supervisor' },
  manager: { zh: '管理人员', en: 'Manager' },
  administrator: { zh: '系统管理员', en: 'Administrator' },
  wall: { zh: '大屏', en: 'Wall screen' },
  device: { zh: '设备', en: 'Device' },
  service: { zh: '系统服务', en: 'Service' },
  metrics: { zh: '监控', en: 'Metrics' },
} as const satisfies Readonly<Record<ActorRole, Bilingual>>

/** The people of the city's own offices. A crew belongs to a unit and sees what is that unit's. */
export const deskRoles = [
  'operator',
  'dispatcher',
  'inspector',
  'supervisor',
  'manager',
  'administrator',
] as const satisfies readonly ActorRole[]

/** What a person with an account may be; a wall screen is none and keeps its token. */
export const accountRoles = [...deskRoles, 'crew'] as const satisfies readonly ActorRole[]

/** Who reads what the desks read; a screen on a wall (大屏) changes nothing. */
export const readerRoles = [...deskRoles, 'wall'] as const satisfies readonly ActorRole[]

/** Who adopts a device and puts dead letters back. */
export const operatorRoles = ['operator', 'administrator'] as const satisfies readonly ActorRole[]

/** Who answers for what the city does not hear. */
export const suppressorRoles = [
  'operator',
  'dispatcher',
  'supervisor',
  'administrator',
] as const satisfies readonly ActorRole[]

/** Who has recorded readings judged again. */
export const backtestRoles = [
  'operator',
  'dispatcher',
  'supervisor',
  'administrator',
] as const satisfies readonly ActorRole[]

/** Who drafts rules, and who puts them in force. */
export const rulesDraftRoles = [
  'dispatcher',
  'supervisor',
  'administrator',
] as const satisfies readonly ActorRole[]
export const rulesPutRoles = ['supervisor', 'administrator'] as const satisfies readonly ActorRole[]

/** Who signs in with a browser; programs bring their token with each request. */
export const people = [...readerRoles, 'crew'] as const satisfies readonly ActorRole[]

/** Who does something: a person by account or token, or a machine by its token. A crew acts for its unit only. */
export interface Actor {
  readonly name: string
  readonly role: ActorRole
  readonly unit?: UnitId
  /** Of a person with an account: its identifier, and what the person is called. */
  readonly account?: string
  readonly person?: string
  /** Heads of grid codes, of somebody who is limited to them (core/scope.ts). */
  readonly areas?: readonly string[]
}

/** As records name it: what somebody could see then is no part of what happened. */
export function recordedActor(actor: Actor): Actor {
  const { areas: _, ...recorded } = actor
  return recorded
}

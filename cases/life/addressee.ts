/** Who is told: a unit, or the desk of a role. */
import { z } from 'zod'

import { deskRoles } from '../../core/actor.ts'
import type { RotaHolder } from '../../core/duty-desks.ts'
import { unitIdSchema, type UnitId } from '../../core/identity.ts'
import type { PushDevice } from './push-device.ts'

export type DeskRole = (typeof deskRoles)[number]

/** A name that no unit can have, so that rows and topics of both stand beside each other. */
type DeskAddress = `@${DeskRole}`
/** The name of an account behind it. */
type PersonAddress = `~${string}`
export type Address = UnitId | DeskAddress | PersonAddress

/** Where it is reached outside of the console; a unit is one as well. */
export interface Addressee {
  readonly id: Address
  readonly webhook?: string
  /** false: nobody listens on its topic. */
  readonly mqtt?: boolean
  /** Of a person: how the chat group of the unit or desk knows them. */
  readonly mention?: string
  readonly group?: RotaHolder
  /** Browsers that have allowed it. */
  readonly push?: readonly PushDevice[]
}

const deskAddresses: readonly DeskAddress[] = deskRoles.map((role) => `@${role}` as const)

export const addressSchema: z.ZodType<Address> = z.union([z.enum(deskAddresses), unitIdSchema])

/** Whose chat groups have robots (群机器人): DingTalk (钉钉), WeCom (企业微信), Feishu (飞书). */
export const robotKinds = ['dingtalk', 'wecom', 'feishu'] as const
export type RobotKind = (typeof robotKinds)[number]

export const personOf = (address: string): string | undefined =>
  address.startsWith('~') ? address.slice(1) : undefined

export const deskOf = (address: string): DeskRole | undefined =>
  deskRoles.find((role) => address === `@${role}`)

import type { Transaction } from 'kysely'

import {
  deviceConfigurationSchema,
  type ConfigurationOrder,
  type DeviceConfiguration,
  type HeardOfConfiguration,
  type ToldOfConfiguration,
} from '../../core/device-configuration.ts'
import type { DeviceEdit } from '../../core/device-edit.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Registry } from '../../core/registry.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import {
  desire,
  hearOfConfiguration,
  noConfiguration,
  stateOfConfiguration,
} from '../decide/device-configuration.ts'
import type { RegistryTables } from './registry-schema.ts'
import { revising } from './revisions.ts'

/** Configurations of devices; what is desired, and what a device made of it, is written together with the edit that it is. */
export function configurationRows({
  read,
  write,
}: SqlEngine<RegistryTables>): Registry['configurations'] {
  const change = revising(write)
  return {
    find: (device) =>
      read(async (database) => {
        const row = await database
          .selectFrom('device_configuration')
          .select('document')
          .where('device', '=', device)
          .executeTakeFirst()
        return row && configurationOf(row)
      }),

    async set(orders) {
      let kept: DeviceConfiguration[] = []
      await change(async (transaction, revisions) => {
        kept = []
        for (const order of orders) {
          const { device, at } = order
          const before = (await configurationIn(transaction, device)) ?? noConfiguration(device, at)
          if (order.seen !== undefined && order.seen !== before.version) throw conflict(before)
          const next = desire(before, order)
          kept.push(next ?? before)
          if (next === undefined) continue
          await put(transaction, next)
          await addEdit(transaction, revisions.next(), device, editOf(before, next, order))
        }
      })
      return kept
    },

    async tell(facts) {
      let heard: HeardOfConfiguration[] = []
      await change(async (transaction, revisions) => {
        heard = []
        for (const told of facts) {
          const { device, at } = told
          const before = (await configurationIn(transaction, device)) ?? noConfiguration(device, at)
          const one = hearOfConfiguration(before, told)
          heard.push(one)
          if (one.outcome !== 'changed') continue
          await put(transaction, one.configuration)
          const edit = answerOf(before, one.configuration, told)
          if (edit !== undefined) await addEdit(transaction, revisions.next(), device, edit)
        }
      })
      return heard
    },

    due: (at, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('device_configuration')
          .select('document')
          .where('due', '<=', at)
          .orderBy('due')
          .orderBy('device')
          .limit(limit)
          .execute()
        return rows.map(configurationOf)
      }),

    in: (states, after, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('device_configuration')
          .select('document')
          .where('state', 'in', states)
          .where('device', '>', after)
          .orderBy('device')
          .limit(limit)
          .execute()
        return rows.map(configurationOf)
      }),
  }
}

/** What a device says of what is desired; that it was not heard of yet is no news of it. */
const answers: ReadonlySet<string> = new Set(['same', 'different', 'unsupported', 'refused'])

const configurationOf = ({ document }: { readonly document: string }): DeviceConfiguration =>
  checkedJson('the configuration of a device', deviceConfigurationSchema, document)

async function configurationIn(
  transaction: Transaction<RegistryTables>,
  device: DeviceId,
): Promise<DeviceConfiguration | undefined> {
  const row = await transaction
    .selectFrom('device_configuration')
    .select('document')
    .where('device', '=', device)
    .executeTakeFirst()
  return row && configurationOf(row)
}

async function put(
  transaction: Transaction<RegistryTables>,
  configuration: DeviceConfiguration,
): Promise<void> {
  const { device, due = null } = configuration
  const row = {
    ...{ due, state: stateOfConfiguration(configuration) },
    document: JSON.stringify(configuration),
  }
  await transaction
    .insertInto('device_configuration')
    .values({ device, ...row })
    .onConflict((conflict) => conflict.column('device').doUpdateSet(row))
    .execute()
}

function answerOf(
  before: DeviceConfiguration,
  after: DeviceConfiguration,
  told: ToldOfConfiguration,
): DeviceEdit | undefined {
  const state = stateOfConfiguration(after)
  if (told.fact !== 'reported' || !answers.has(state)) return undefined
  const isNews = state !== stateOfConfiguration(before) || after.version !== before.version
  if (!isNews) return undefined
  const said = told.refused === undefined ? {} : { said: told.refused }
  const configuration = { version: after.version, state, ...said }
  return { by: told.device, at: told.at, fields: [], configuration }
}

function editOf(
  before: DeviceConfiguration,
  { desired, version }: DeviceConfiguration,
  { by, at, reason }: ConfigurationOrder,
): DeviceEdit {
  const names = new Set([...Object.keys(before.desired), ...Object.keys(desired)])
  const fields = [...names]
    .filter((name) => before.desired[name] !== desired[name])
    .map((name) => ({
      field: `configuration.${name}`,
      ...valueAs('before', before.desired[name]),
      ...valueAs('after', desired[name]),
    }))
  return { by, at, fields, configuration: { version, reason } }
}

const valueAs = (side: 'before' | 'after', value: number | undefined) =>
  value === undefined ? {} : { [side]: String(value) }

async function addEdit(
  transaction: Transaction<RegistryTables>,
  revision: number,
  device: DeviceId,
  edit: DeviceEdit,
): Promise<void> {
  await transaction
    .insertInto('device_edit')
    .values({ revision, device, edit: JSON.stringify(edit) })
    .execute()
}

const conflict = ({ device, version }: DeviceConfiguration): UrbanBrainError =>
  new UrbanBrainError(
    'version-conflict',
    `the configuration of ${device} has the version ${version} by now`,
  )

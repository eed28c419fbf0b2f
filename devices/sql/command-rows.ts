import type { SelectQueryBuilder, Transaction } from 'kysely'

import {
  deviceCommandSchema,
  stageOf,
  type CommandExchange,
  type DeviceCommand,
} from '../../core/device-command.ts'
import type { DeviceEdit } from '../../core/device-edit.ts'
import type { Registry } from '../../core/registry.ts'
import { exchangeAt } from '../../core/hj212/order.ts'
import { plus, type Instant } from '../../core/time.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { hear } from '../decide/device-command.ts'
import type { RegistryTables } from './registry-schema.ts'
import { revising } from './revisions.ts'

type Documents = SelectQueryBuilder<RegistryTables, 'device_command', { readonly document: string }>

/** Commands to devices, by number; a change of one is written together with the edit of the device that it is. */
export function commandRows({ read, write }: SqlEngine<RegistryTables>): Registry['commands'] {
  const change = revising(write)
  const listed = (limit: number, chosen: (rows: Documents) => Documents) =>
    read(async (database) => {
      const documents = database.selectFrom('device_command').select('document')
      const rows = await chosen(documents).limit(limit).execute()
      return rows.map(commandOf)
    })
  return {
    async give(command) {
      let kept = command
      await change(async (transaction, revisions) => {
        const before = await commandIn(transaction, command.id)
        kept = before ?? (await withFreeExchange(transaction, command))
        if (before === undefined) await addCommand(transaction, revisions.next(), kept)
      })
      return kept
    },

    find: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('device_command')
          .select('document')
          .where('id', '=', id)
          .executeTakeFirst()
        return row && commandOf(row)
      }),

    of: (device, limit) =>
      listed(limit, (rows) =>
        rows.where('device', '=', device).orderBy('given', 'desc').orderBy('id'),
      ),
    unsent: (limit) =>
      listed(limit, (rows) =>
        rows
          .where('stage', '=', 'given')
          .where('exchange', 'is', null)
          .orderBy('given')
          .orderBy('id'),
      ),
    unanswered: (at, limit) =>
      listed(limit, (rows) =>
        rows
          .where('stage', 'in', ['given', 'sent'])
          .where('until', '>=', at)
          .where('exchange', 'is not', null)
          .orderBy('given')
          .orderBy('id'),
      ),
    overdue: (before, limit) =>
      listed(limit, (rows) =>
        rows
          .where('stage', 'in', ['given', 'sent', 'accepted'])
          .where('until', '<', before)
          .orderBy('until')
          .orderBy('id'),
      ),

    async tell(called, fact) {
      let heard: Awaited<ReturnType<Registry['commands']['tell']>> = { outcome: 'unknown' }
      await change(async (transaction, revisions) => {
        heard = { outcome: 'unknown' }
        const before =
          typeof called === 'string'
            ? await commandIn(transaction, called)
            : await exchangeIn(transaction, called)
        if (before === undefined) return
        heard = hear(before, fact)
        if (heard.outcome !== 'changed') return
        const { command } = heard
        const revision = revisions.next()
        await transaction
          .updateTable('device_command')
          .set(rowOf(command, revision))
          .where('id', '=', command.id)
          .execute()
        // That it is on its way, and that a station will do it, is no news of the device.
        if (fact.fact === 'sent') return
        if (fact.fact === 'answered' && fact.result === 'accepted') return
        const by = fact.fact === 'answered' ? fact.source : ourselves
        await addEdit(transaction, revision, { by, at: fact.at, command })
      })
      return heard
    },

    changedSince: (revision, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('device_command')
          .select(['document', 'revision'])
          .where('revision', '>', revision)
          .orderBy('revision')
          .limit(limit)
          .execute()
        return rows.map((row) => ({ command: commandOf(row), revision: row.revision }))
      }),

    newest: () =>
      read(async (database) => {
        const row = await database
          .selectFrom('device_command')
          .select('revision')
          .orderBy('revision', 'desc')
          .limit(1)
          .executeTakeFirst()
        return row?.revision ?? 0
      }),
  }
}

export async function addCommand(
  transaction: Transaction<RegistryTables>,
  revision: number,
  command: DeviceCommand,
): Promise<void> {
  const { id, device, given, by, exchange = null, link } = command
  const alarm = link?.alarm ?? null
  await transaction
    .insertInto('device_command')
    .values({ id, device, given, exchange, alarm, ...rowOf(command, revision) })
    .execute()
  await addEdit(transaction, revision, { by, at: given, command })
}

/** Who says that nobody answered. */
const ourselves = 'urban-brain'

const rowOf = (command: DeviceCommand, revision: number) => ({
  revision,
  stage: stageOf(command),
  until: command.until,
  document: JSON.stringify(command),
})

export const commandOf = ({ document }: { readonly document: string }): DeviceCommand =>
  checkedJson('a command to a device', deviceCommandSchema, document)

export async function commandIn(
  transaction: Transaction<RegistryTables>,
  id: string,
): Promise<DeviceCommand | undefined> {
  const row = await transaction
    .selectFrom('device_command')
    .select('document')
    .where('id', '=', id)
    .executeTakeFirst()
  return row && commandOf(row)
}

async function exchangeIn(
  transaction: Transaction<RegistryTables>,
  { device, exchange }: CommandExchange,
): Promise<DeviceCommand | undefined> {
  const row = await transaction
    .selectFrom('device_command')
    .select('document')
    .where('device', '=', device)
    .where('exchange', '=', exchange)
    .executeTakeFirst()
  return row && commandOf(row)
}

/** An exchange is an instant; of two in the same millisecond the later one gets the next. */
async function withFreeExchange(
  transaction: Transaction<RegistryTables>,
  command: DeviceCommand,
): Promise<DeviceCommand> {
  const { device, exchange, given } = command
  if (exchange === undefined) return command
  for (let more = 0; ; more += 1) {
    const free = { device, exchange: more === 0 ? exchange : exchangeAt(plus(given, more)) }
    if ((await exchangeIn(transaction, free)) === undefined)
      return { ...command, exchange: free.exchange }
  }
}

async function addEdit(
  transaction: Transaction<RegistryTables>,
  revision: number,
  {
    by,
    at,
    command,
  }: { readonly by: string; readonly at: Instant; readonly command: DeviceCommand },
): Promise<void> {
  const edit: DeviceEdit = { by, at, fields: [], command }
  await transaction
    .insertInto('device_edit')
    .values({ revision, device: command.device, edit: JSON.stringify(edit) })
    .execute()
}

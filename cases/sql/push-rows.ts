import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { pushDeviceSchema } from '../life/push-device.ts'
import type { PushStore } from '../push-ports.ts'
import type { CaseTables } from './case-tables.ts'

/** Browsers that people allowed to be told, each a row that goes when it is told no more. */
export const pushRows = ({ read, write }: SqlEngine<CaseTables>): PushStore => ({
  pushDevices: (person) =>
    read(async (database) => {
      const all = database.selectFrom('push_devices').select('device')
      const some = person === undefined ? all : all.where('person', '=', person)
      const rows = await some.orderBy('person').orderBy('since').orderBy('id').execute()
      return rows.map(({ device }) => checkedJson('a push device', pushDeviceSchema, device))
    }),

  putPushDevice: (device, most) =>
    write(async (transaction) => {
      const { id, person, since } = device
      const row = { person, since, device: JSON.stringify(device) }
      await transaction
        .insertInto('push_devices')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute()
      const newest = await transaction
        .selectFrom('push_devices')
        .select('id')
        .where('person', '=', person)
        .orderBy('since', 'desc')
        .orderBy('id')
        .execute()
      const over = newest.slice(most).map((each) => each.id)
      if (over.length > 0)
        await transaction.deleteFrom('push_devices').where('id', 'in', over).execute()
    }),

  endPushDevice: (id, person) =>
    write(async (transaction) => {
      const one = transaction.deleteFrom('push_devices').where('id', '=', id)
      const theirs = person === undefined ? one : one.where('person', '=', person)
      return (await theirs.executeTakeFirst()).numDeletedRows === 1n
    }),

  endPushDevicesOf: (person) =>
    write(async (transaction) => {
      const all = transaction.deleteFrom('push_devices').where('person', '=', person)
      return Number((await all.executeTakeFirst()).numDeletedRows)
    }),

  pushKey: (fresh) =>
    write(async (transaction) => {
      await transaction
        .insertInto('push_keys')
        .values({ number: 1, private_key: fresh })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const kept = await transaction
        .selectFrom('push_keys')
        .select('private_key')
        .where('number', '=', 1)
        .executeTakeFirstOrThrow()
      return kept.private_key
    }),
})

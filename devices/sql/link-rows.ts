import { linkHoldSchema, type LinkHold, type Links } from '../../core/link.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { addCommand, commandIn, commandOf } from './command-rows.ts'
import type { RegistryTables } from './registry-schema.ts'
import { revising } from './revisions.ts'

/** Stands for all devices: no device has an empty name. */
const city = ''

/** What rules had devices do; whether it is held is looked at in the transaction that gives it. */
export function linkRows({ read, write }: SqlEngine<RegistryTables>): Links {
  const change = revising(write)
  return {
    async start(command) {
      let outcome: Awaited<ReturnType<Links['start']>> = 'given'
      await change(async (transaction, revisions) => {
        outcome = 'given'
        if ((await commandIn(transaction, command.id)) !== undefined) {
          outcome = 'known'
          return
        }
        for (const device of [city, command.device]) {
          const last = await transaction
            .selectFrom('link_hold')
            .select('document')
            .where('device', '=', device)
            .orderBy('number', 'desc')
            .limit(1)
            .executeTakeFirst()
          if (last !== undefined && holdOf(last).held) outcome = 'held'
        }
        if (outcome === 'given') await addCommand(transaction, revisions.next(), command)
      })
      return outcome
    },

    of: (alarm) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('device_command')
          .select('document')
          .where('alarm', '=', alarm)
          .orderBy('given')
          .orderBy('id')
          .execute()
        return rows.map(commandOf)
      }),

    hold: (edit) =>
      change(async (transaction, revisions) => {
        await transaction
          .insertInto('link_hold')
          .values({
            ...{ number: revisions.next(), device: edit.device ?? city },
            document: JSON.stringify(edit),
          })
          .execute()
      }),

    held: () =>
      read(async (database) => {
        const rows = await database
          .selectFrom('link_hold')
          .select('document')
          .where('number', 'in', (newest) =>
            newest
              .selectFrom('link_hold')
              .select((row) => row.fn.max('number').as('number'))
              .groupBy('device'),
          )
          .orderBy('device')
          .execute()
        return rows.map(holdOf).filter(({ held }) => held)
      }),

    holds: (limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('link_hold')
          .select('document')
          .orderBy('number', 'desc')
          .limit(limit)
          .execute()
        return rows.map(holdOf)
      }),
  }
}

const holdOf = ({ document }: { readonly document: string }): LinkHold =>
  checkedJson('who holds links', linkHoldSchema, document)

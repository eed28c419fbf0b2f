import { sql, type Selectable } from 'kysely'
import { z } from 'zod'

import { accountRoles } from '../../core/actor.ts'
import { unitIdSchema } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import {
  accountEvents,
  type Account,
  type AccountChange,
  type AccountDocument,
} from '../accounts/decide/account.ts'
import type { AccountStore } from '../engines/account-store.ts'
import type { AccountTables } from './account-schema.ts'

const documentSchema = z.object({
  person: z.string(),
  role: z.enum(accountRoles),
  unit: unitIdSchema.exactOptional(),
  areas: z.array(z.string()).readonly().exactOptional(),
  password: z.string(),
  mustChange: z.boolean(),
  disabled: z.boolean(),
  created: z.number().transform(instant),
  createdBy: z.string(),
  secondFactor: z
    .object({ secret: z.string(), recovery: z.array(z.string()).readonly() })
    .exactOptional(),
  provider: z
    .object({ issuer: z.string(), subject: z.string(), made: z.literal(true).exactOptional() })
    .exactOptional(),
})
const changeSchema = z.object({
  name: z.string(),
  what: z.enum(accountEvents),
  by: z.string(),
  details: z.string().exactOptional(),
})

function accountIn(row: Selectable<AccountTables['account']>): Account {
  const { id, name, version, document, signed_in, failures, code_used } = row
  return {
    ...{ id, name, version, failures, codeUsed: code_used },
    ...checkedJson<AccountDocument>(`account ${name}`, documentSchema, document),
    ...(signed_in === null ? {} : { signedIn: instant(signed_in) }),
  }
}

const documentOf = (account: Account): string => {
  const {
    id: _,
    name: _n,
    version: _v,
    signedIn: _s,
    failures: _f,
    codeUsed: _c,
    ...rest
  } = account
  return JSON.stringify(rest satisfies AccountDocument)
}

const changeRow = ({ account, version, at, ...rest }: AccountChange) => ({
  ...{ account, version, at },
  document: JSON.stringify(rest),
})

/** Accounts in the words that both engines know. */
export function sqlAccounts({
  read,
  write,
}: SqlEngine<AccountTables>): Omit<AccountStore, typeof Symbol.asyncDispose> {
  const one = (column: 'id' | 'name', value: string) =>
    read(async (database) => {
      const row = await database
        .selectFrom('account')
        .selectAll()
        .where(column, '=', value)
        .executeTakeFirst()
      return row && accountIn(row)
    })
  return {
    get: (id) => one('id', id),
    named: (name) => one('name', name),
    list: ({ after = '', limit }) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('account')
          .selectAll()
          .where('name', '>', after)
          .orderBy('name')
          .limit(limit)
          .execute()
        return rows.map(accountIn)
      }),
    add: (account, change) =>
      write(async (transaction) => {
        const { id, name, version, signedIn, failures, codeUsed } = account
        const { numInsertedOrUpdatedRows: added } = await transaction
          .insertInto('account')
          .values({
            ...{ id, name, version, document: documentOf(account) },
            ...{ signed_in: signedIn ?? null, failures, code_used: codeUsed },
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        if (added !== 1n) return false
        await transaction.insertInto('account_change').values(changeRow(change)).execute()
        return true
      }),
    change: (account, change) =>
      write(async (transaction) => {
        const { id, version } = account
        const { numUpdatedRows } = await transaction
          .updateTable('account')
          .set({ version, document: documentOf(account) })
          .where('id', '=', id)
          .where('version', '=', version - 1)
          .executeTakeFirst()
        if (numUpdatedRows !== 1n) return false
        await transaction.insertInto('account_change').values(changeRow(change)).execute()
        return true
      }),
    signedIn: (id, at) =>
      write(async (transaction) => {
        const set = { signed_in: at, failures: 0 }
        await transaction.updateTable('account').set(set).where('id', '=', id).execute()
      }),
    failed: (id) =>
      write(async (transaction) => {
        await transaction
          .updateTable('account')
          .set((row) => ({ failures: row('failures', '+', 1) }))
          .where('id', '=', id)
          .execute()
      }),
    useCode: (id, step) =>
      write(async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('account')
          .set({ code_used: step })
          .where('id', '=', id)
          .where('code_used', '<', step)
          .executeTakeFirst()
        return numUpdatedRows === 1n
      }),
    changes: ({ account, after, limit }) =>
      read(async (database) => {
        let query = database.selectFrom('account_change').selectAll()
        if (account !== undefined) query = query.where('account', '=', account)
        if (after !== undefined)
          query = query.where(
            sql<boolean>`(at, account, version) < (${after.at}, ${after.account}, ${after.version})`,
          )
        const rows = await query
          .orderBy('at', 'desc')
          .orderBy('account', 'desc')
          .orderBy('version', 'desc')
          .limit(limit)
          .execute()
        return rows.map(({ document, at, ...key }) => ({
          ...key,
          at: instant(at),
          ...checkedJson(`a change of account ${key.account}`, changeSchema, document),
        }))
      }),
  }
}

import { createHash } from 'node:crypto'

import { canonicalJson } from '../../core/canonical-json.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import {
  ruleChangeSchema,
  ruleVersionSchema,
  type RuleVersion,
  type RuleVersions,
} from '../../core/rule-versions.ts'
import { shadowResultSchema } from '../../core/rule-shadow.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { RegistryTables } from './registry-schema.ts'
import { revising } from './revisions.ts'

/** Versions of the rules; a document that several versions have is kept once. */
export function ruleVersionRows({ read, write }: SqlEngine<RegistryTables>): RuleVersions {
  // Its lock makes numbers grow in the order of commits.
  const alone = revising(write)

  const versions: RuleVersions['versions'] = (limit, before) =>
    read(async (database) => {
      let query = database
        .selectFrom('rule_version')
        .select('version')
        .orderBy('number', 'desc')
        .limit(limit)
      if (before !== undefined) query = query.where('number', '<', before)
      return (await query.execute()).map((row) => versionIn(row.version))
    })

  const version = (number: number) =>
    read(async (database) => {
      const row = await database
        .selectFrom('rule_version')
        .select('version')
        .where('number', '=', number)
        .executeTakeFirst()
      return row && versionIn(row.version)
    })

  return {
    versions,
    version,

    async texts(number) {
      const found = await version(number)
      if (found === undefined) return undefined
      const hashes = [...new Set(Object.values(found.documents))]
      const rows = await read((database) =>
        hashes.length === 0
          ? Promise.resolve([])
          : database.selectFrom('rule_document').selectAll().where('hash', 'in', hashes).execute(),
      )
      const texts = new Map(rows.map(({ hash, document }) => [hash, document]))
      return new Map(
        Object.entries(found.documents).map(([name, hash]) => {
          const text = texts.get(hash)
          if (text !== undefined) return [name, text]
          throw new UrbanBrainError(
            'record-damaged',
            `version ${number} of the rules lacks ${name}`,
          )
        }),
      )
    },

    async add({ texts, ...said }) {
      const hashed = [...texts].map(([name, document]) => ({
        name,
        document,
        hash: hashOf(document),
      }))
      const documents = Object.fromEntries(hashed.map(({ name, hash }) => [name, hash]))
      let added: RuleVersion | undefined
      await alone(async (transaction) => {
        const newest = await transaction
          .selectFrom('rule_version')
          .select('version')
          .orderBy('number', 'desc')
          .limit(1)
          .executeTakeFirst()
        const before = newest && versionIn(newest.version)
        added = { number: (before?.number ?? 0) + 1, ...said, documents }
        if (before !== undefined && sameWords(before, added)) {
          added = before
          return
        }
        for (const { hash, document } of hashed)
          await transaction
            .insertInto('rule_document')
            .values({ hash, document })
            .onConflict((conflict) => conflict.column('hash').doNothing())
            .execute()
        await transaction
          .insertInto('rule_version')
          .values({ number: added.number, version: JSON.stringify(added) })
          .execute()
      })
      if (added === undefined) throw new TypeError('a version of the rules was not written')
      return added
    },

    ...changeRows({ read, write }),
    ...shadowRows({ read, write }),
  }
}

function changeRows({
  read,
  write,
}: SqlEngine<RegistryTables>): Pick<RuleVersions, 'changes' | 'change'> {
  return {
    changes: (what, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('rule_change')
          .select('change')
          .where('what', '=', what)
          .orderBy('number', 'desc')
          .limit(limit)
          .execute()
        return rows.map((row) => checkedJson('a change of the rules', ruleChangeSchema, row.change))
      }),

    async change(change, seen) {
      const { what } = change
      let number = 0
      await revising(write)(async (transaction) => {
        const last = (rows: 'all' | 'of its kind') =>
          transaction
            .selectFrom('rule_change')
            .select('number')
            .$if(rows === 'of its kind', (query) => query.where('what', '=', what))
            .orderBy('number', 'desc')
            .limit(1)
            .executeTakeFirst()
        if (((await last('of its kind'))?.number ?? 0) !== seen)
          throw new UrbanBrainError('version-conflict', 'somebody else changed the rules first')
        number = ((await last('all'))?.number ?? 0) + 1
        const text = JSON.stringify({ number, ...change })
        await transaction.insertInto('rule_change').values({ number, what, change: text }).execute()
      })
      return { number, ...change }
    },
  }
}

function shadowRows({
  read,
  write,
}: SqlEngine<RegistryTables>): Pick<RuleVersions, 'keepShadow' | 'shadowResults'> {
  return {
    keepShadow: (change, part, found) =>
      write(async (transaction) => {
        const result = JSON.stringify(found)
        await transaction
          .insertInto('rule_shadow')
          .values({ change, part, result })
          .onConflict((conflict) => conflict.columns(['change', 'part']).doUpdateSet({ result }))
          .execute()
      }),
    shadowResults: (change) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('rule_shadow')
          .select('result')
          .where('change', '=', change)
          .execute()
        return rows.map((row) =>
          checkedJson('what a shadow of the rules saw', shadowResultSchema, row.result),
        )
      }),
  }
}

const versionIn = (text: string): RuleVersion =>
  checkedJson('a version of the rules', ruleVersionSchema, text)

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** But for number and instant. */
const sameWords = (one: RuleVersion, other: RuleVersion): boolean => {
  const words = ({ by, why, base, folder, documents }: RuleVersion) =>
    canonicalJson({ by, why, base, folder, documents })
  return words(one) === words(other)
}

/** The chain of the looks at personal data: proved, and as far as it holds let go of. */
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { missingNumbers } from '../life/hash-chain.ts'
import { chainedText, lookSchema, type KeptLook } from '../life/look.ts'
import type { LookFault, LookLink, LookStore } from '../look-ports.ts'
import { sha256 } from './commit-rows.ts'
import type { CaseTables } from './case-tables.ts'

const page = 500

type Row = CaseTables['personal_looks']

export const keptIn = ({ number, look }: Pick<Row, 'number' | 'look'>): KeptLook => ({
  ...checkedJson(`look ${number} at personal data`, lookSchema, look),
  number,
})

function* faultsOf(before: LookLink | undefined, row: Row): Generator<LookFault> {
  const { number, look, previous, hash } = row
  if (before !== undefined) {
    for (const gap of missingNumbers(before.number + 1, number))
      yield { look: gap, fault: 'missing' }
    if (before.number + 1 === number && before.hash !== previous)
      yield { look: before.number, fault: 'changed' }
  }
  if (sha256(chainedText(previous, number, look)) !== hash) yield { look: number, fault: 'changed' }
}

export function lookChain({
  read,
}: Pick<SqlEngine<CaseTables>, 'read'>): Pick<LookStore, 'oldLooks' | 'lookEnds' | 'verifyLooks'> {
  return {
    oldLooks: (before) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('personal_looks')
          .selectAll()
          .orderBy('number')
          .limit(page + 1)
          .execute()
        let old = 0
        for (const [index, row] of rows.entries()) {
          const next = rows[index + 1]
          const proven = next !== undefined && [...faultsOf(undefined, row), ...faultsOf(row, next)]
          if (proven === false || proven.length > 0 || keptIn(row).at >= before) break
          old = row.number
        }
        return old
      }),

    lookEnds: () =>
      read(async (database) => {
        const end = (direction: 'asc' | 'desc') =>
          database
            .selectFrom('personal_looks')
            .select(['number', 'hash'])
            .orderBy('number', direction)
            .limit(1)
            .executeTakeFirst()
        const [first, last] = [await end('asc'), await end('desc')]
        return first && last && { first: first.number, last }
      }),

    verifyLooks: async (heard = () => {}) => {
      const faults: LookFault[] = []
      let last: LookLink | undefined
      for (;;) {
        const after = last?.number
        const rows = await read((database) => {
          const query = database
            .selectFrom('personal_looks')
            .selectAll()
            .orderBy('number')
            .limit(page)
          return (after === undefined ? query : query.where('number', '>', after)).execute()
        })
        for (const row of rows) {
          faults.push(...faultsOf(last, row))
          last = { number: row.number, hash: row.hash }
          heard(last)
        }
        if (rows.length < page) return faults
      }
    },
  }
}

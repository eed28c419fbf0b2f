import { UrbanBrainError } from '../../core/errors.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { rotaSchema, type Rota } from '../life/rota.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

const kept = (row: { readonly rota: string }): Rota => checkedJson('a rota', rotaSchema, row.rota)

/** Rotas of units, every version a row. */
export const rotaRows = ({
  read,
  write,
}: SqlEngine<CaseTables>): Pick<CaseStore, 'rota' | 'rotas' | 'putRotas' | 'rotaVersions'> => {
  const versions = (unit: string, limit: number) =>
    read(async (database) => {
      const rows = await database
        .selectFrom('duty_rotas')
        .select('rota')
        .where('unit', '=', unit)
        .orderBy('version', 'desc')
        .limit(limit)
        .execute()
      return rows.map(kept)
    })
  return {
    rota: async (unit) => (await versions(unit, 1))[0],

    rotas: () =>
      read(async (database) => {
        const rows = await database
          .selectFrom('duty_rotas as one')
          .select('rota')
          .where('version', '=', (same) =>
            same
              .selectFrom('duty_rotas as other')
              .select(({ fn }) => fn.max('other.version').as('newest'))
              .whereRef('other.unit', '=', 'one.unit'),
          )
          .orderBy('unit')
          .execute()
        return rows.map(kept)
      }),

    putRotas: (rotas) =>
      write(async (transaction) => {
        for (const rota of rotas) {
          const { unit, version, at } = rota
          const { numInsertedOrUpdatedRows: added } = await transaction
            .insertInto('duty_rotas')
            .values({ unit, version, at, rota: JSON.stringify(rota) })
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
          if (added !== 1n)
            throw new UrbanBrainError('version-conflict', `the rota of ${unit} was just changed`)
        }
      }),

    rotaVersions: versions,
  }
}

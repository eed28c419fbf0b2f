import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { PatrolStore } from '../patrol-ports.ts'
import type { CaseTables } from './case-tables.ts'

const page = 5_000
/** In one statement, whose parameters are counted. */
const atOnce = 500

/** Positions of whoever walks patrols. */
export const trackRows = ({
  read,
  write,
}: SqlEngine<CaseTables>): Pick<PatrolStore, 'addPositions' | 'track' | 'forgetPositions'> => ({
  addPositions: (id, positions, most) =>
    write(async (transaction) => {
      const { count } = await transaction
        .selectFrom('patrol_positions')
        .select(({ fn }) => fn.countAll<number | bigint | string>().as('count'))
        .where('task', '=', id)
        .executeTakeFirstOrThrow()
      const taken = positions.slice(0, Math.max(0, most - Number(count)))
      for (let first = 0; first < taken.length; first += atOnce)
        await transaction
          .insertInto('patrol_positions')
          .values(taken.slice(first, first + atOnce).map((one) => ({ task: id, ...one })))
          .onConflict((conflict) => conflict.doNothing())
          .execute()
    }),

  track: (id) =>
    read(async (database) => {
      const rows = await database
        .selectFrom('patrol_positions')
        .select(['at', 'longitude', 'latitude', 'accuracy'])
        .where('task', '=', id)
        .orderBy('at')
        .execute()
      return rows
    }),

  forgetPositions: (before) =>
    write(async (transaction) => {
      const { numDeletedRows: gone } = await transaction
        .deleteFrom('patrol_positions')
        .where((build) =>
          build(
            build.refTuple('task', 'at'),
            'in',
            build
              .selectFrom('patrol_positions')
              .select(['task', 'at'])
              .where('at', '<', before)
              .orderBy('at')
              .limit(page)
              .$asTuple('task', 'at'),
          ),
        )
        .executeTakeFirst()
      return Number(gone)
    }),
})

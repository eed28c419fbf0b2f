import type { PostgresConfig } from '../../storage/postgres/config.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'

import { mustBeOfOneCity } from './one-city.ts'
import type { EngineParts, Ports } from './ports.ts'

/** The registers on PostgreSQL, over one pool. */
export function postgres(
  config: PostgresConfig,
  { observer, hold, there }: EngineParts,
): Pick<Ports, 'ofOneCity' | 'registry' | 'cases' | 'sessions' | 'accounts'> {
  let pool: Promise<Postgres> | undefined
  const open = async () => {
    const { openPostgres } = await import('../../storage/postgres/postgres.ts')
    return hold('PostgreSQL', openPostgres(config))
  }
  const opened = () => (pool ??= open())
  return {
    ofOneCity: (log) =>
      there(async () => {
        const { holdsNothing } = await import('../../storage/postgres/migrate.ts')
        const postgres = await opened()
        await mustBeOfOneCity(log, { url: config.url, holdsNothing: () => holdsNothing(postgres) })
      }),
    registry: () =>
      there(async () => {
        const { openPostgresRegistry } = await import('../../devices/postgres/registry.ts')
        return openPostgresRegistry(await opened())
      }),
    cases: () =>
      there(async () => {
        const { openPostgresCases } = await import('../../cases/postgres/cases.ts')
        return openPostgresCases(await opened(), {
          filling: (progress) => observer.emit('register.filling', progress),
        })
      }),
    sessions: () =>
      there(async () => {
        const { openPostgresSessions } = await import('../postgres/sessions.ts')
        return openPostgresSessions(await opened())
      }),
    accounts: () =>
      there(async () => {
        const { openPostgresAccounts } = await import('../postgres/accounts.ts')
        return openPostgresAccounts(await opened())
      }),
  }
}

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { DutyPeople } from '../../cases/duty-ports.ts'
import type { UnitId } from '../../core/identity.ts'
import type { Grid } from '../../devices/register/grid.ts'
import { createAccounts } from '../accounts/accounts.ts'
import { countAttempts } from '../accounts/attempts.ts'
import { createPasswords } from '../accounts/passwords.ts'
import { createAccess, type TokenAccess } from '../http/access.ts'
import { accountRoutes } from '../http/accounts.ts'
import { ownAccountRoutes } from '../http/own-account.ts'
import { sessionRoutes } from '../http/session.ts'
import { createSessions } from '../http/sessions.ts'
import type { AssemblyOptions } from './assembly-options.ts'

/** Who may come in: tokens, accounts of people, and the sessions of both. */
export async function assemblePeople(
  { config, backends, observer, tokens }: AssemblyOptions,
  {
    units,
    grid,
  }: { readonly units: ReadonlyMap<UnitId, unknown>; readonly grid: Pick<Grid, 'cells'> },
): Promise<{
  readonly access: TokenAccess
  readonly routes: readonly FastifyPluginAsyncZod[]
  /** Who can have duty in a unit. */
  readonly onDuty: DutyPeople
}> {
  const { clock } = backends
  const sessions = createSessions({
    store: await backends.sessions(),
    clock,
    config: config.http.sessions,
  })
  const accounts = createAccounts({
    ...{ clock, observer, units, config: config.access },
    hasArea: (area) => grid.cells.some(({ code }) => code.startsWith(area)),
    store: await backends.accounts(),
    passwords: createPasswords(),
    attempts: countAttempts(clock),
    taken: new Set(tokens.map(({ name }) => name)),
  })
  const access = createAccess(tokens, { sessions, accounts, config: config.access })
  const patience = config.http.headersTimeout
  return {
    access,
    onDuty: () => accounts.ofUnits(),
    routes: [
      sessionRoutes({ access, accounts, ways: config.access.people, clock, patience }),
      accountRoutes({ access, accounts }),
      ownAccountRoutes({ access, accounts }),
    ],
  }
}

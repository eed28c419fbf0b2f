import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { DutyPeople } from '../../cases/duty-ports.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { workStages } from '../../core/case-terms.ts'
import type { City } from '../../core/city.ts'
import type { Grid } from '../../devices/register/grid.ts'
import { createAccounts } from '../accounts/accounts.ts'
import { byProvider } from '../accounts/by-provider.ts'
import { countAttempts } from '../accounts/attempts.ts'
import { createPasswords } from '../accounts/passwords.ts'
import { createAccess, type TokenAccess } from '../http/access.ts'
import { accountRoutes } from '../http/accounts.ts'
import { ownAccountRoutes } from '../http/own-account.ts'
import { providerRoutes } from '../http/provider.ts'
import { sampleSessionRoutes, type SampleSessionOptions } from '../http/sample-session.ts'
import { sessionRoutes } from '../http/session.ts'
import { createSessions } from '../http/sessions.ts'
import { openIdentityProvider } from '../oidc/provider.ts'
import type { AssemblyOptions } from './assembly-options.ts'

/** Who may come in: tokens, accounts of people, and the sessions of both. */
export async function assemblePeople(
  { config, backends, observer, tokens, sample = false }: AssemblyOptions,
  {
    units,
    grid,
    city,
    store,
  }: Pick<SampleSessionOptions, 'units'> & {
    readonly grid: Pick<Grid, 'cells'>
    readonly city: City
    readonly store: Pick<CaseStore, 'summary' | 'endPushDevicesOf'>
  },
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
  const orders: SampleSessionOptions['orders'] = async (unit) => {
    const { stages } = await store.summary({ unit })
    return workStages.reduce((sum, stage) => sum + (stages[stage] ?? 0), 0)
  }
  const deps = {
    ...{ clock, observer, units, config: config.access },
    hasArea: (area: string) => grid.cells.some(({ code }) => code.startsWith(area)),
    store: await backends.accounts(),
    passwords: createPasswords(),
    attempts: countAttempts(clock),
    taken: new Set(tokens.map(({ name }) => name)),
    left: async (name: string) => {
      const count = await store.endPushDevicesOf(name)
      if (count > 0) observer.emit('push.ended', { reason: 'account', person: name, count })
    },
  }
  const accounts = createAccounts(deps)
  const access = createAccess(tokens, { sessions, accounts, config: config.access })
  const patience = config.http.headersTimeout
  const { people: ways, oidc } = config.access
  const provider = oidc?.label
  return {
    access,
    onDuty: () => accounts.forDuty(),
    routes: [
      sessionRoutes({ access, accounts, ways, provider, clock, patience, sample }),
      ...(oidc === undefined
        ? []
        : [
            providerRoutes({
              ...{ access, clock },
              provider: openIdentityProvider(oidc),
              enter: byProvider(deps, oidc),
            }),
          ]),
      ...(sample ? [sampleSessionRoutes({ access, tokens, city: city.name, units, orders })] : []),
      accountRoutes({ access, accounts }),
      ownAccountRoutes({ access, accounts }),
    ],
  }
}

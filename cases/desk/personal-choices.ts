/** What people chose of how they are told: looked at and chosen anew. */
import type { RotaHolder } from '../../core/duty-desks.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import type { DutyPeople } from '../duty-ports.ts'
import type { PersonalChoice } from '../life/personal-choice.ts'
import type { PersonalStore } from '../personal-ports.ts'
import type { PushStore } from '../push-ports.ts'
import { reachableChoice } from './push-devices.ts'
import { installedWays, isOwnAddress } from './personal-ways.ts'

export interface PersonalDeps {
  readonly store: PersonalStore & Pick<PushStore, 'pushDevices'>
  readonly clock: Pick<Clock, 'now'>
  readonly config: Pick<CasesConfig, 'notices'>
  readonly people: DutyPeople
}

interface Person {
  readonly name: string
  /** Where they have duty; nowhere, who only comes to a desk. */
  readonly holder: RotaHolder | undefined
}
type Way = PersonalChoice['ways'][number]
interface Choosing {
  readonly version: number
  readonly quiet?: PersonalChoice['quiet'] | undefined
  readonly ways: readonly (Pick<Way, 'channel' | 'grades' | 'quietGrades'> & {
    readonly address?: string | undefined
  })[]
}

export async function shownChoice({ store, config }: PersonalDeps, { name, holder }: Person) {
  const { quiet, ways = [], version = 0, at } = (await reachableChoice(store, name)) ?? {}
  return {
    ...(quiet !== undefined && { quiet: { ...quiet } }),
    ways: ways.map(({ channel, address, grades, quietGrades }) => ({
      ...{ channel, grades: [...grades], quietGrades: [...quietGrades] },
      ...(address !== undefined && { address }),
    })),
    version,
    ...(at !== undefined && { at }),
    installed: [...installedWays(config, holder)],
    origins: [...config.notices.personal.webhooks],
    after: config.notices.personal.after,
  }
}

/** An own address may hold a key: its origin says enough. */
export const withoutKeys = (shown: Awaited<ReturnType<typeof shownChoice>>): typeof shown => ({
  ...shown,
  ways: shown.ways.map((way) =>
    way.channel === 'webhook' && way.address !== undefined
      ? { ...way, address: `${new URL(way.address).origin}/***` }
      : way,
  ),
})

export async function choose(
  { store, config, clock }: PersonalDeps,
  { name, holder }: Person,
  { quiet, ways, version }: Choosing,
): Promise<void> {
  const installed = installedWays(config, holder)
  const pushed = (await store.pushDevices(name)).length > 0
  const mistakes = ways.flatMap(({ channel, address }) => {
    if (!installed.includes(channel)) return [`${channel}: there is no such channel here`]
    if (channel === 'console') return []
    if (channel === 'push') return pushed ? [] : [`push: allow it on a device first`]
    if (address === undefined) return [`${channel}: it needs an address`]
    if (channel === 'webhook' && !isOwnAddress(config, address))
      return [
        `${channel}: an address here begins with ${config.notices.personal.webhooks.join(' or ')}`,
      ]
    return channel === 'robot' && !mention.test(address)
      ? [`${channel}: a name in a group has letters, digits and . _ + - only`]
      : []
  })
  if (mistakes.length > 0)
    throw new UrbanBrainError('request-invalid', 'these channels cannot be chosen', {
      details: mistakes,
    })
  const choice: PersonalChoice = {
    ...{ person: name, version: version + 1, at: clock.now() },
    ...(quiet !== undefined && { quiet }),
    ways: ways.map(({ address, ...way }) => ({
      ...way,
      ...(address !== undefined && { address }),
    })),
  }
  if (!(await store.putPersonalChoice(choice)))
    throw new UrbanBrainError('version-conflict', 'it was changed elsewhere; look at it again')
}

/** It stands in the text of a message as it is. */
const mention = /^[\w.+-]{1,64}$/

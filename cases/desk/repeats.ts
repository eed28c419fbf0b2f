/** A repeat and the case that is kept are written together (cases/life/duplicate.ts). */
import type { CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { openKey, type Case } from '../life/case.ts'
import type { Command, PhotoReference } from '../life/commands.ts'
import { decide, type Context, type Refusal } from '../life/decide.ts'
import { keptBy } from '../life/duplicate.ts'
import { evolve } from '../life/evolve.ts'
import { readFact } from '../life/read-fact.ts'
import type { Ahead, CaseStore, Commit } from '../ports.ts'

type Comparing = Command & { readonly command: 'markDuplicate' | 'unmarkDuplicate' }

export const compares = (command: Command): command is Comparing =>
  command.command === 'markDuplicate' || command.command === 'unmarkDuplicate'

/** The case that is kept: of one that is a repeat itself the case that stands for both. */
export async function keptOf(
  store: Pick<CaseStore, 'get'>,
  command: Command,
  before: Case | undefined,
): Promise<Case | undefined> {
  if (!compares(command)) return undefined
  if (command.command === 'unmarkDuplicate') return follow(store, before && keptBy(before))
  return follow(store, command.of)
}

/** The case, or the one that is kept for it. */
export async function follow(
  store: Pick<CaseStore, 'get'>,
  id: CaseId | undefined,
): Promise<Case | undefined> {
  const found = id === undefined ? undefined : await store.get(id)
  const root = found && keptBy(found)
  return root === undefined ? found : store.get(root)
}

/** What stands in the record of the kept case, as the same person and at the same instant. */
export async function otherHalf(
  store: Pick<CaseStore, 'load'>,
  {
    kept,
    command,
    repeat,
  }: { readonly kept: Case; readonly command: Comparing; readonly repeat: Case },
  now: Instant,
  context: Context,
  ahead: (state: Case, now: Instant) => Ahead,
): Promise<Commit | Refusal> {
  const { reason } = command
  const half: Command =
    command.command === 'markDuplicate'
      ? { command: 'keepDuplicate', repeat, reason, photos: await picturesOf(store, repeat.id) }
      : { command: 'dropDuplicate', repeat, reason }
  const decision = decide(kept, half, now, context)
  if (decision.refusal !== undefined) return decision.refusal
  const states: Case[] = []
  for (const event of decision.events) {
    const state = evolve(kept.id, states.at(-1) ?? kept, event)
    if (state !== undefined) states.push(state)
  }
  return {
    ...{ id: kept.id, expectedVersion: kept.version, events: decision.events, states },
    openKey: openKey(kept.place, kept.category, kept.work),
    ...ahead(states.at(-1) ?? kept, now),
  }
}

/** Each once, in the order they came. */
async function picturesOf(
  store: Pick<CaseStore, 'load'>,
  id: CaseId,
): Promise<readonly PhotoReference[]> {
  const found = new Map<string, PhotoReference>()
  for (const record of await store.load(id)) {
    const { data } = readFact(record)
    for (const photo of ('photos' in data ? data.photos : undefined) ?? [])
      if (!found.has(photo.sha256)) found.set(photo.sha256, photo)
  }
  return [...found.values()]
}

export const openedAgain = async (
  store: Pick<CaseStore, 'openCase'>,
  key: string,
  kept: CaseId | undefined,
): Promise<CaseId | undefined> => {
  const other = await store.openCase(key)
  return other === kept ? undefined : other
}

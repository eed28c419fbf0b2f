/** What can be given to several cases of a list at once: what needs no look at each of them. Pure. */
import type { ActorRole } from '../../../core/actor.ts'
import { openStages, type Stage } from '../../../core/case-terms.ts'
import type { Case } from '../../api/types.ts'

const takes = {
  file: { roles: ['operator', 'administrator'], stages: ['collected'] },
  accept: { roles: ['operator', 'dispatcher', 'administrator'], stages: ['filed'] },
  dispatch: { roles: ['dispatcher', 'administrator'], stages: ['accepted', 'returned'] },
  void: {
    roles: ['operator', 'dispatcher', 'supervisor', 'administrator'],
    stages: openStages,
  },
} as const satisfies Readonly<
  Record<string, { readonly roles: readonly ActorRole[]; readonly stages: readonly Stage[] }>
>

export type TogetherName = keyof typeof takes
export const togetherNames = Object.keys(takes) as readonly TogetherName[]

/** Those that a role may give to some case or other. */
export const togetherOf = (role: ActorRole): readonly TogetherName[] =>
  togetherNames.filter((name) => (takes[name].roles as readonly ActorRole[]).includes(role))

/** Of the chosen cases those that are at a stage that takes the command; of each the server decides. */
export const takersOf = <Chosen extends Pick<Case, 'stage'>>(
  name: TogetherName,
  chosen: readonly Chosen[],
): readonly Chosen[] =>
  chosen.filter(({ stage }) => (takes[name].stages as readonly Stage[]).includes(stage))

/** One after the other, whatever becomes of one of them; what was refused, and why. */
export async function giveAll(
  ids: readonly string[],
  give: (id: string) => Promise<unknown>,
  told: (given: number) => void,
): Promise<readonly { readonly id: string; readonly cause: unknown }[]> {
  const refused: { readonly id: string; readonly cause: unknown }[] = []
  for (const [place, id] of ids.entries()) {
    try {
      await give(id)
    } catch (cause) {
      refused.push({ id, cause })
    }
    told(place + 1)
  }
  return refused
}

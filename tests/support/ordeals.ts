/** What befalls one machine, round by round: drawn by a seed, every kind once before any comes again. */
import { createRandom, type Random } from '../../simulators/script/random.ts'

/** How the process ends before something is done to its files. */
export type Down = 'killed' | 'stopped'

export type Ordeal =
  /** SIGKILL; `again`: once more, so many milliseconds into the start. */
  | { readonly kind: 'killed'; readonly again?: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'full'; readonly to: 'the reserve' | 'the last byte' | 'the last byte, down' }
  /** The device reports an error under load. */
  | { readonly kind: 'read-only' }
  | Harm

/** A store is lost, or bytes of it are. */
export interface Harm {
  readonly kind: keyof typeof stores
  readonly store: string
  readonly down: Down
  readonly how: 'deleted' | 'damaged'
}

/** By what a start does without them: `mended` by itself, or `refused` until a backup is put back. */
const stores = {
  series: { loss: 'mended', names: ['series.duckdb'] },
  sessions: { loss: 'mended', names: ['mqtt-sessions.sqlite', 'sign-ins.sqlite'] },
  log: { loss: 'refused', names: ['log/intake', 'log/work'] },
  cases: { loss: 'refused', names: ['cases.sqlite'] },
  registry: { loss: 'refused', names: ['registry.sqlite', 'accounts.sqlite'] },
  tokens: { loss: 'refused', names: ['tokens.json'] },
  photos: { loss: 'refused', names: ['photos'] },
} as const

export const lossOf = ({ kind }: Harm): 'mended' | 'refused' => stores[kind].loss

const kinds = ['killed', 'stopped', 'reserve', 'last byte', 'read-only'] as const
type Kind = (typeof kinds)[number] | Harm['kind']

const everyKind: readonly Kind[] = [...kinds, ...(Object.keys(stores) as Harm['kind'][])]

export const kindsOfOrdeals = everyKind.length

export function ordeals(seed: number, rounds: number): readonly Ordeal[] {
  const random = createRandom(seed)
  const drawn: Kind[] = []
  while (drawn.length < rounds) drawn.push(...shuffled(everyKind, random))
  return drawn.slice(0, rounds).map((kind) => ordeal(kind, random))
}

function ordeal(kind: Kind, random: Random): Ordeal {
  const either = <T>(list: readonly T[]): T => list[random.below(list.length)] as T
  if (kind === 'killed')
    return { kind, ...(random.below(3) === 0 ? { again: 100 + random.below(1_500) } : {}) }
  if (kind === 'stopped' || kind === 'read-only') return { kind }
  if (kind === 'reserve') return { kind: 'full', to: 'the reserve' }
  if (kind === 'last byte')
    return { kind: 'full', to: either(['the last byte', 'the last byte, down']) }
  return {
    kind,
    store: either<string>(stores[kind].names),
    down: either(['killed', 'stopped']),
    how: either(['deleted', 'damaged']),
  }
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  const left = [...list]
  return list.flatMap(() => left.splice(random.below(left.length), 1))
}

/** For people. */
export const wordsOf = (ordeal: Ordeal): string => {
  if (ordeal.kind === 'full') return `the disk is filled to ${ordeal.to}`
  if ('store' in ordeal) return `${ordeal.store} is ${ordeal.how} while it is ${ordeal.down}`
  return ordeal.kind === 'killed' && ordeal.again !== undefined ? 'killed, twice' : ordeal.kind
}

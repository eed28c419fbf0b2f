/** Who gets one of the live feeds when many want one. */
import { deskRoles, type Actor, type ActorRole } from '../../../core/actor.ts'

export interface OpenFeed {
  readonly actor: Actor
  /** Grows with each one. */
  readonly number: number
  /** Nobody reads what was sent to it. */
  stuck(): boolean
}

export interface FeedBounds {
  /** All together. */
  readonly clients: number
  /** Of one token. */
  readonly perToken: number
}

export interface Place<Feed> {
  /** The one that goes in its place. */
  readonly closes?: Feed
}

/**
 * Whether whoever asks gets a feed, and instead of which one; undefined when there is none for him. At his share he loses his own oldest.
 * When all are taken, who holds the most gives one up to who would still hold less, and a crew or a program gives one up to a desk
 * that has none.
 */
export function placeFor<Feed extends OpenFeed>(
  asking: Actor,
  open: readonly Feed[],
  { clients, perToken }: FeedBounds,
): Place<Feed> | undefined {
  const held = new Map<string, readonly Feed[]>()
  for (const feed of open) {
    const holder = holderOf(feed.actor)
    held.set(holder, [...(held.get(holder) ?? []), feed])
  }
  const own = held.get(holderOf(asking)) ?? []
  if (own.length >= perToken) return instead(own)
  if (open.length < clients) return {}
  const most = [...held.values()].reduce((one, other) => (isBefore(other, one) ? other : one), [])
  if (most.length > own.length + 1) return instead(most)
  if (own.length > 0) return instead(own)
  const others = isDesk(asking) ? open.filter(({ actor }) => !isDesk(actor)) : []
  return others.length > 0 ? instead(others) : undefined
}

const holderOf = ({ name, role, unit }: Actor): string => JSON.stringify([role, name, unit])

const isDesk = ({ role }: Actor): boolean => (deskRoles as readonly ActorRole[]).includes(role)

/** The larger holder gives first; of two alike the one that is no desk. */
const isBefore = (one: readonly OpenFeed[], other: readonly OpenFeed[]): boolean =>
  one.length === other.length
    ? one.every(({ actor }) => !isDesk(actor)) && other.some(({ actor }) => isDesk(actor))
    : one.length > other.length

function instead<Feed extends OpenFeed>(feeds: readonly Feed[]): Place<Feed> {
  const stuck = feeds.filter((feed) => feed.stuck())
  const [first, ...rest] = stuck.length > 0 ? stuck : feeds
  if (first === undefined) return {}
  return { closes: rest.reduce((one, other) => (other.number < one.number ? other : one), first) }
}

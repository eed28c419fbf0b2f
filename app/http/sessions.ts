import type { Actor, ActorRole } from '../../core/actor.ts'
import { plus, type Clock } from '../../core/time.ts'
import { hashToken, newToken } from '../../runtime/token.ts'
import type { SessionStore } from '../engines/session-store.ts'
import {
  endsIn,
  isOver,
  isWorthNoting,
  lifeOf,
  longestLife,
  type SessionsConfig,
} from './decide/session-life.ts'

/** Browsers that are signed in. A session is a random secret; what is kept of it is its hash. */
export interface Sessions {
  /** `key` is what it stands on: the hash of a token, or of an account its version. */
  open(key: string, role: ActorRole): Promise<{ readonly secret: string; readonly seconds: number }>
  /** Who has the session, as long as it lasts and what it stands on is known. */
  find<Known extends { readonly actor: Pick<Actor, 'role'> }>(
    secret: string,
    ofKey: (key: string) => Promise<Known | undefined>,
  ): Promise<{ readonly known: Known; readonly endsIn: number } | undefined>
  end(secret: string): Promise<void>
}

/** Of one token, which a whole crew or command centre may share. */
const most = 1_000

export function createSessions({
  store,
  clock,
  config,
}: {
  readonly store: SessionStore
  readonly clock: Pick<Clock, 'now'>
  readonly config: SessionsConfig
}): Sessions {
  const ages = longestLife(config)
  return {
    async open(key, role) {
      const now = clock.now()
      const secret = newToken()
      await store.add(
        { id: hashToken(secret), token: key, opened: now, seen: now },
        { most, unused: plus(now, -ages.idle), opened: plus(now, -ages.longest) },
      )
      return { secret, seconds: Math.floor(lifeOf(role, config).longest / 1_000) }
    },
    async find(secret, ofKey) {
      const row = await store.get(hashToken(secret))
      if (row === undefined) return undefined
      const now = clock.now()
      const known = await ofKey(row.token)
      const life = known && lifeOf(known.actor.role, config)
      if (known === undefined || life === undefined || isOver(row, life, now)) {
        await store.remove(row.id).catch(() => undefined)
        return undefined
      }
      // What cannot be written on a full disk changes no answer; the session only ends the sooner.
      if (isWorthNoting(row, life, now)) await store.saw(row.id, now).catch(() => undefined)
      return { known, endsIn: endsIn(row.opened, life, now) }
    },
    end: (secret) => store.remove(hashToken(secret)),
  }
}

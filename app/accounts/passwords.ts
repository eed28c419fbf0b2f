import { hash, verify } from '@node-rs/argon2'

import { UrbanBrainError } from '../../core/errors.ts'
import { asHashed } from './decide/password-rules.ts'

/** argon2id with 19 MiB, two passes (OWASP Password Storage Cheat Sheet): the algorithm is what the library takes without a word. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Of random bytes that were thrown away, for names that nobody has. */
const nobodys =
  '$argon2id$v=19$m=19456,t=2,p=1$UDlxC8NaRsUARNCBmD1m8g$dcMjv4VnNDv9n+O/vFQR5l8kaCEFIo2Z8RPd76CqmY4'

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long when there is no hash to compare with, and is false then. */
  matches(password: string, hash: string | undefined): Promise<boolean>
}

/**
 * Each hash takes its memory and a processor, in threads of the library. So few are made at once, some wait, and whoever
 * comes then is told to come again: strangers exhaust nothing.
 */
export function createPasswords({ atOnce = 2, waiting = 20 } = {}): Passwords {
  let working = 0
  const queue: (() => void)[] = []
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (working < atOnce) working += 1
    else if (queue.length < waiting) await new Promise<void>((turn) => queue.push(turn))
    else
      throw new UrbanBrainError(
        'too-many-requests',
        'many people sign in at this moment; try again in a few seconds',
      )
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next === undefined) working -= 1
      else next()
    }
  }
  return {
    hash: (password) => inTurn(() => hash(asHashed(password), cost)),
    matches: (password, known = nobodys) =>
      inTurn(async () => (await verify(known, asHashed(password))) && known !== nobodys),
  }
}

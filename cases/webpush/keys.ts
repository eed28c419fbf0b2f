/** The key that calls of push services are signed with (VAPID, RFC 8292). */
import { createECDH } from 'node:crypto'

import webPush from 'web-push'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { CasesConfig } from '../config.ts'
import type { PushStore } from '../push-ports.ts'

export interface PushKeys {
  /** Browsers are told it when they allow push, and hear nobody else. */
  readonly publicKey: string
  readonly privateKey: string
}

function keysOf(privateKey: string): PushKeys {
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(privateKey, 'base64url')
  return { privateKey, publicKey: curve.getPublicKey('base64url') }
}

/** Those of the configuration, or the ones of the register, which the first process that asks makes. */
export function keptPushKeys(
  store: Pick<PushStore, 'pushKey'>,
  { privateKey }: Pick<CasesConfig['notices']['push'], 'privateKey'>,
): () => Promise<PushKeys> {
  let keys: PushKeys | undefined
  if (privateKey !== undefined)
    try {
      keys = keysOf(privateKey)
    } catch (error) {
      const message = `cases.notices.push.privateKey is no key of P-256: ${messageOf(error)}`
      throw new UrbanBrainError('config-invalid', message)
    }
  return async () => (keys ??= keysOf(await store.pushKey(webPush.generateVAPIDKeys().privateKey)))
}

/** Programs and crews that speak MQTT with a token, and are no devices. */
import { randomUUID } from 'node:crypto'

import type { ServiceToken } from '../../broker/config.ts'

import type { Config } from '../config.ts'
import { hashToken, notifierName, type IssuedToken } from '../tokens.ts'

/** What the broker lets in: the notifier, which also tells devices what to do, and each crew to hear its own orders and to say that it has them. */
export const mqttServices = (issued: readonly IssuedToken[]): readonly ServiceToken[] =>
  issued.flatMap(({ name, unit, token }): readonly ServiceToken[] => {
    const who = { name, tokenHash: hashToken(token) }
    if (name === notifierName) {
      const publish = ['ub/v1/crew/+/notices', 'ub/v1/+/command', 'ub/v1/+/configuration']
      return [{ ...who, publish, subscribe: ['ub/v1/crew/+/receipts'] }]
    }
    if (unit === undefined) return []
    const own = `ub/v1/crew/${unit}`
    return [{ ...who, publish: [`${own}/receipts`], subscribe: [`${own}/#`] }]
  })

export interface NotifierLogin {
  readonly url: string
  readonly clientId: string
  readonly username: string
  readonly password: string
}

/** The broker that notices go out through: the configured one, the external one, or the one of this process. */
export function notifierLogin(config: Config, issued: readonly IssuedToken[]): NotifierLogin {
  const { broker, externalBroker, cases } = config
  const { mqtt } = cases.notices
  const host = broker.host === '0.0.0.0' ? '127.0.0.1' : broker.host
  const username = mqtt.username ?? externalBroker?.username ?? notifierName
  const own = issued.find(({ name }) => name === notifierName)?.token
  return {
    url: mqtt.url ?? externalBroker?.url ?? `mqtt://${host}:${broker.port}`,
    // A session of one's own under the name: several processes may notify.
    clientId: `${username}/${randomUUID()}`,
    username,
    password: mqtt.password ?? externalBroker?.password ?? own ?? '',
  }
}

import { readFileSync } from 'node:fs'

import * as client from 'openid-client'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { IdentityProvider } from '../accounts/by-provider.ts'
import type { OidcConfig } from '../accounts/decide/oidc.ts'

/** Seconds that a provider has to answer. */
const patience = 10

/** Where the provider sends people back. */
const callbackPath = '/v1/session/provider/callback'

/** The provider that the configuration names; it is asked what it offers when somebody signs in first, and again when it was away. */
export function openIdentityProvider(config: OidcConfig): IdentityProvider {
  const { issuer, clientId, scope, address } = config
  const secret = secretOf(config)
  const redirect = new URL(callbackPath, address)
  let known: Promise<client.Configuration> | undefined
  const discovered = (): Promise<client.Configuration> => {
    known ??= discover(issuer, clientId, secret).catch((error: unknown) => {
      known = undefined
      throw away(error)
    })
    return known
  }
  return {
    newErrand: (back) => ({
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      back,
    }),
    async begin({ state, nonce, verifier }) {
      return client.buildAuthorizationUrl(await discovered(), {
        ...{ redirect_uri: redirect.href, scope, state, nonce },
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
    },
    async finish(query, { state, nonce, verifier }) {
      const from = new URL(redirect)
      from.search = query
      const provider = await discovered()
      try {
        const tokens = await client.authorizationCodeGrant(provider, from, {
          ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new TypeError('no identity came')
        return { issuer: claims.iss, subject: claims.sub, claims }
      } catch (error) {
        if (isAway(error)) throw away(error)
        throw new UrbanBrainError(
          'unauthenticated',
          `the identity provider's answer does not hold: ${messageOf(error)}`,
          { cause: error },
        )
      }
    },
  }
}

async function discover(issuer: string, clientId: string, secret: string | undefined) {
  const isPlain = issuer.startsWith('http:')
  const found = await client.discovery(
    new URL(issuer),
    clientId,
    secret,
    secret === undefined ? client.None() : undefined,
    { timeout: patience, ...(isPlain && { execute: [client.allowInsecureRequests] }) },
  )
  found.timeout = patience
  return found
}

const isAway = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof client.ClientError && error.code === 'OAUTH_TIMEOUT')

const away = (error: unknown): UrbanBrainError =>
  new UrbanBrainError(
    'server-unreachable',
    `the identity provider does not answer: ${messageOf(error)}`,
    { cause: error },
  )

function secretOf({ secret, secretFile }: OidcConfig): string | undefined {
  if (secretFile === undefined) return secret
  try {
    return readFileSync(secretFile, 'utf8').trim()
  } catch (error) {
    throw new UrbanBrainError(
      'config-invalid',
      `access.oidc.secretFile: ${secretFile} cannot be read: ${messageOf(error)}`,
    )
  }
}

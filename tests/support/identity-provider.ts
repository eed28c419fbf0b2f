/** A real provider of OpenID Connect on a port of 127.0.0.1, and a browser that signs in there. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import OidcProvider from 'oidc-provider'

interface SomePerson {
  readonly preferred_username: string
  readonly name: string
  readonly groups: readonly string[]
}

export interface TestProvider extends AsyncDisposable {
  readonly issuer: string
}

/** People by their subject; each signs in by it, with any password. */
export async function startIdentityProvider(
  people: Readonly<Record<string, SomePerson>>,
  redirect: string,
): Promise<TestProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new OidcProvider(issuer, {
    clients: [
      {
        ...{
          client_id: 'urban-brain',
          client_secret: 'a secret of the test',
          redirect_uris: [redirect],
        },
        ...{ grant_types: ['authorization_code'], response_types: ['code'] },
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['of the test'] },
    findAccount: (_context: unknown, id: string) =>
      people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
    features: { devInteractions: { enabled: true } },
  })
  server.on('request', provider.callback())
  return {
    issuer,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Goes from the address of the provider through its pages; the address of ours that it is sent back to. */
export async function signInThere(begin: string, subject: string, ours: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let next: { url: string; form?: Record<string, string> } = { url: begin }
  for (let step = 0; step < 12; step += 1) {
    const answer = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(next.form && { method: 'POST', body: new URLSearchParams(next.form) }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    const text = await answer.text()
    if (location !== null) {
      const url = new URL(location, next.url)
      if (url.origin === ours) return url
      next = { url: url.href }
      continue
    }
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1]
    if (action === undefined) throw new Error(`no form: ${answer.status} ${text.slice(0, 300)}`)
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1] ?? 'login'
    next = {
      url: new URL(action, next.url).href,
      form: { prompt, ...(prompt === 'login' && { login: subject, password: 'any' }) },
    }
  }
  throw new Error('the provider goes in circles')
}

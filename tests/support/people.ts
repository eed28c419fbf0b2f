/** People with accounts, as a browser sees them. */
import type { DeskServer } from './desk-server.ts'

export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
  /** What the browser keeps from now on. */
  readonly cookie: string | undefined
}

export async function ask(
  desk: DeskServer,
  method: string,
  path: string,
  { cookie, token, body }: { cookie?: string | undefined; token?: string; body?: unknown } = {},
): Promise<Answer> {
  const answer = await desk.ask(path, {
    method,
    ...(token === undefined ? {} : { token }),
    headers: {
      ...(cookie === undefined ? {} : { cookie, origin: desk.url }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    cookie: answer.headers.get('set-cookie')?.split(';')[0],
  }
}

export const signInAs = (desk: DeskServer, name: string, password: string, code?: string) =>
  ask(desk, 'POST', '/v1/session', { body: { name, password, code } })

/** Adds a person and chooses a password for it; the cookie of the session. */
export async function personAt(
  desk: DeskServer,
  administrator: string,
  profile: { name: string; person: string; role: string; unit?: string },
  password: string,
): Promise<string> {
  const added = await ask(desk, 'POST', '/v1/accounts', { token: administrator, body: profile })
  const current = String(added.body['password'])
  const { cookie } = await signInAs(desk, profile.name, current)
  const body = { current, next: password }
  const changed = await ask(desk, 'POST', '/v1/account/password', { cookie, body })
  if (changed.cookie === undefined) throw new Error(JSON.stringify([added, changed]))
  return changed.cookie
}

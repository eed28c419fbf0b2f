import { UrbanBrainError, errorCodes, type ErrorCode } from '../../core/errors.ts'
import { configure, type Config, type Configured } from '../config.ts'
import { readIssuedTokens, tokensFile } from '../tokens.ts'

import type { Input, OptionSpec } from './command.ts'

/** Options of every command that talks to a running system. */
export const clientOptions: Readonly<Record<string, OptionSpec>> = {
  url: {
    type: 'string',
    value: '<url>',
    help: 'where the system answers (default: from the configuration)',
  },
  token: {
    type: 'string',
    value: '<token>',
    help: 'bearer token (default: URBAN_BRAIN_TOKEN, else the administrator of the local data folder)',
  },
  config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
  json: { type: 'boolean', help: 'print the answer as JSON' },
}

export interface Client {
  get(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<unknown>
  /** A file. */
  bytes(path: string, query?: Readonly<Record<string, string | undefined>>): Promise<Uint8Array>
  post(path: string, body?: unknown, contentType?: string): Promise<unknown>
}

export const configuredOf = (input: Input): Configured =>
  configure({
    file: input.text('config') ?? process.env['URBAN_BRAIN_CONFIG'],
    environment: process.env,
  })

export const configOf = (input: Input): Config => configuredOf(input).config

/** What OpenSSL says of a certificate that it does not believe. */
function certificateFault(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return /CERT|VERIFY/.test(code) ? code : undefined
}

export function clientOf(input: Input): Client {
  const config = configOf(input)
  const url =
    input.text('url') ??
    process.env['URBAN_BRAIN_URL'] ??
    `${config.http.tls === undefined ? 'http' : 'https'}://${reachable(config.http.host)}:${config.http.port}`
  const token =
    input.text('token') ??
    process.env['URBAN_BRAIN_TOKEN'] ??
    readIssuedTokens(tokensFile(config)).find(({ role }) => role === 'administrator')?.token
  if (token === undefined)
    throw new UrbanBrainError(
      'unauthenticated',
      `no token: pass --token, set URBAN_BRAIN_TOKEN, or run where ${tokensFile(config)} is`,
    )
  const answered = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      return await fetch(new URL(path, url), init)
    } catch (error) {
      const untrusted = certificateFault(error)
      if (untrusted !== undefined)
        throw new UrbanBrainError(
          'server-unreachable',
          `the certificate of ${url} is not trusted (${untrusted}); NODE_EXTRA_CA_CERTS=<file> names the PEM file of its authority`,
          { cause: error },
        )
      throw new UrbanBrainError(
        'server-unreachable',
        `no Urban Brain answers at ${url}; start it with "npm start", or name another address with --url`,
        { cause: error },
      )
    }
  }
  const call = async (path: string, init: RequestInit) => {
    const response = await answered(path, init)
    const body: unknown = await response.json().catch(() => undefined)
    if (!response.ok) throw refusalOf(response.status, body)
    return body
  }
  const authorized = { headers: { authorization: `Bearer ${token}` } }
  return {
    get: (path, query = {}) => call(addressOf(path, query), authorized),
    bytes: async (path, query = {}) => {
      const response = await answered(addressOf(path, query), authorized)
      if (response.ok) return new Uint8Array(await response.arrayBuffer())
      throw refusalOf(response.status, await response.json().catch(() => undefined))
    },
    post: (path, body, contentType = 'application/json') =>
      call(path, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': contentType }),
        },
        ...(body === undefined
          ? {}
          : {
              body:
                typeof body === 'string' || body instanceof Uint8Array
                  ? body
                  : JSON.stringify(body),
            }),
      }),
  }
}

function addressOf(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) search.set(name, value)
  return search.size === 0 ? path : `${path}?${search.toString()}`
}

const reachable = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host

function refusalOf(status: number, body: unknown): UrbanBrainError {
  const { code, message, details } = (body ?? {}) as {
    code?: string
    message?: string
    details?: readonly string[]
  }
  const known =
    code !== undefined && Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'internal'
  return new UrbanBrainError(known, message ?? `the server answered ${status}`, {
    details: details ?? [],
  })
}

import { UrbanBrainError, errorCodes, type ErrorCode } from '../../core/errors.ts'
import { loadConfig, type Config } from '../config.ts'
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
  post(path: string, body?: unknown, contentType?: string): Promise<unknown>
}

export const configOf = (input: Input): Config =>
  loadConfig({
    file: input.text('config') ?? process.env['URBAN_BRAIN_CONFIG'],
    environment: process.env,
  })

export function clientOf(input: Input): Client {
  const config = configOf(input)
  const url =
    input.text('url') ??
    process.env['URBAN_BRAIN_URL'] ??
    `http://${reachable(config.http.host)}:${config.http.port}`
  const token =
    input.text('token') ??
    process.env['URBAN_BRAIN_TOKEN'] ??
    readIssuedTokens(tokensFile(config)).find(({ role }) => role === 'administrator')?.token
  if (token === undefined)
    throw new UrbanBrainError(
      'unauthenticated',
      `no token: pass --token, set URBAN_BRAIN_TOKEN, or run where ${tokensFile(config)} is`,
    )
  const call = async (path: string, init: RequestInit) => {
    let response: Response
    try {
      response = await fetch(new URL(path, url), init)
    } catch (error) {
      throw new UrbanBrainError(
        'server-unreachable',
        `no Urban Brain answers at ${url}; start it with "npm start", or name another address with --url`,
        { cause: error },
      )
    }
    const body: unknown = await response.json().catch(() => undefined)
    if (!response.ok) throw refusalOf(response.status, body)
    return body
  }
  return {
    get: (path, query = {}) => {
      const search = new URLSearchParams()
      for (const [name, value] of Object.entries(query))
        if (value !== undefined) search.set(name, value)
      const suffix = search.size === 0 ? '' : `?${search.toString()}`
      return call(`${path}${suffix}`, { headers: { authorization: `Bearer ${token}` } })
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

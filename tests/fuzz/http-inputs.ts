/** Requests made from the OpenAPI document of the system that they go to, then bent. */
import type { Random } from '../../simulators/script/random.ts'
import { fuzzedDevices, people, tokenOf } from './city.ts'
import { base64, type WireInput } from './input.ts'
import { bytesOf, chance, mutate, pick, split, times } from './mutate.ts'
import { nested, oddJson, oddNumbers, oddTexts } from './odd-values.ts'
import { pushRequest } from './push-inputs.ts'

interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
}

interface Operation {
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly schema?: Schema
  }[]
  readonly requestBody?: {
    readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
  }
}

export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** A value as the schema wants it, with now and then one that it does not want. */
function valueOf(random: Random, schema: Schema | undefined, depth = 0): unknown {
  if (schema === undefined || depth > 6 || chance(random, 0.08))
    return pick<unknown>(random, [...oddTexts, ...oddNumbers, null, true, [], {}])
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (choices !== undefined && choices.length > 0)
    return valueOf(random, pick(random, choices), depth + 1)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined && schema.enum.length > 0) return pick(random, schema.enum)
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0]
  if (type === 'object') {
    const entries = Object.entries(schema.properties ?? {}).filter(
      ([name]) => schema.required?.includes(name) === true || chance(random, 0.5),
    )
    return Object.fromEntries(
      entries.map(([name, each]) => [name, valueOf(random, each, depth + 1)]),
    )
  }
  if (type === 'array') return times(random, 3, () => valueOf(random, schema.items, depth + 1))
  if (type === 'number' || type === 'integer') return random.below(1_000)
  if (type === 'boolean') return chance(random, 0.5)
  return word(random)
}

const words = [
  ...fuzzedDevices,
  'C20260315-8f3a1b2c9d4e',
  'lj-road',
  '0506',
  'water',
  'depth',
  'a'.repeat(64),
  '2026-03-15',
  '2026-03-15T08:30:00Z',
]

const word = (random: Random): string =>
  chance(random, 0.7) ? pick(random, words) : pick(random, oddTexts)

/** In a path or a query: mostly escaped, sometimes as it is. */
const escaped = (random: Random, text: string): string => {
  if (chance(random, 0.05)) return text.replaceAll(/[\r\n ]/g, '+')
  return encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/gu, '?'))
}

function queryOf(random: Random, operation: Operation): string {
  const named = (operation.parameters ?? []).filter(
    (each) => each.in === 'query' && chance(random, 0.5),
  )
  const pairs = named.map(({ name, schema }) => {
    const value = valueOf(random, schema)
    return `${name}=${escaped(random, typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))}`
  })
  if (chance(random, 0.1)) pairs.push(...pairs)
  if (chance(random, 0.1))
    pairs.push(`${escaped(random, word(random))}=${escaped(random, word(random))}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function authorization(random: Random): readonly string[] {
  if (chance(random, 0.05)) return []
  if (chance(random, 0.05))
    return [`authorization: ${pick(random, ['Bearer', 'Basic eDp5', 'Bearer  x', ''])}`]
  const who = chance(random, 0.6) ? people[0] : pick(random, people)
  return [`authorization: Bearer ${tokenOf(who?.name ?? '')}`]
}

const oddHeaders: readonly string[] = [
  'content-length: 5',
  'content-length: -1',
  'content-length: 99999999999999999999',
  'transfer-encoding: chunked',
  'transfer-encoding: gzip, chunked',
  'expect: 100-continue',
  'range: bytes=0-1,5-2',
  'accept-encoding: br;q=9, gzip, *;q=0',
  'if-none-match: *',
  'last-event-id: -1',
  'idempotency-key: ',
  'idempotency-key: fuzz',
  'cookie: __proto__=1; token=x; ;;=;',
  'origin: null',
  'sec-fetch-site: cross-site',
  'host: ',
  'connection: upgrade',
  'upgrade: websocket',
  'x-forwarded-for: 1.2.3.4, ::1',
  `x-long: ${'x'.repeat(20_000)}`,
  'accept: text/html',
  'no colon here',
  ': empty name',
]

const contentTypes = [
  'application/json',
  'application/json; charset=utf-16',
  'text/csv',
  'text/plain;charset=gb18030',
  'application/geo+json',
  'image/jpeg',
  'image/png',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=',
  'nonsense',
  '/',
]

/** Signatures that are looked at: JPEG, PNG, WebP. */
const pictures = [
  Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from('52494646ffffffff57454250565038', 'hex'),
]

function bodyOf(random: Random, operation: Operation): { type: string; bytes: Buffer } {
  const offered = Object.entries(operation.requestBody?.content ?? {})
  const [type, media] = offered.length > 0 ? pick(random, offered) : ['application/json', {}]
  const kind = random.below(10)
  if (kind === 0) return { type: pick(random, contentTypes), bytes: bytesOf(random, 300) }
  if (kind === 1) return { type, bytes: Buffer.from(oddJson(random)) }
  if (kind === 2) {
    const picture = Buffer.concat([pick(random, pictures), bytesOf(random, 600)])
    return { type: pick(random, ['image/jpeg', 'image/png', 'image/webp']), bytes: picture }
  }
  if (kind === 3) {
    const cell = () => pick(random, [...words, ...oddTexts, '120', '30', 'road'])
    const row = () => times(random, 8, cell).join(',')
    const head = 'id,kind,name,site,component,longitude,latitude,zone,owner,gateway,period,limits'
    const bytes = Buffer.from(`${head}\n${times(random, 5, row).join('\n')}`)
    return { type: 'text/csv', bytes: chance(random, 0.3) ? mutate(random, bytes) : bytes }
  }
  if (kind === 4 && chance(random, 0.3)) return { type, bytes: Buffer.from(nested(50_000)) }
  const text = JSON.stringify(valueOf(random, media.schema)) ?? ''
  const bytes = Buffer.from(text)
  return { type, bytes: chance(random, 0.2) ? mutate(random, bytes) : bytes }
}

function chunked(random: Random, bytes: Buffer): Buffer {
  const size = bytes.length.toString(16)
  const wrong = pick(random, [size, size, size, 'zz', '-1', 'ffffffffffffffff', `${size};x=y`])
  const end = pick(random, [
    '\r\n0\r\n\r\n',
    '\r\n0\r\n\r\n',
    '\n0\n\n',
    '',
    '\r\n0\r\nx: y\r\n\r\n',
  ])
  return Buffer.concat([Buffer.from(`${wrong}\r\n`), bytes, Buffer.from(end)])
}

function request(random: Random, document: OpenApi): Buffer {
  if (chance(random, 0.05)) return pushRequest(random)
  const [template, operations] = pick(random, Object.entries(document.paths))
  const [usual, operation] = pick(random, Object.entries(operations))
  const method = chance(random, 0.9)
    ? usual.toUpperCase()
    : pick(random, [
        'GET',
        'HEAD',
        'OPTIONS',
        'PUT',
        'DELETE',
        'TRACE',
        'CONNECT',
        'get',
        'X Y',
        '',
      ])
  const path = template.replaceAll(/\{[^}]*\}/g, () => escaped(random, word(random)))
  const target = chance(random, 0.05)
    ? pick(random, [
        '*',
        '/%',
        '//',
        `/${'a/'.repeat(3_000)}`,
        'http://x/',
        '/docs/../v1/cases',
        '/\u00ff',
      ])
    : path + queryOf(random, operation)
  const body = method === 'GET' && chance(random, 0.9) ? undefined : bodyOf(random, operation)
  const headers = ['host: 127.0.0.1', ...authorization(random)]
  if (chance(random, 0.3)) headers.push(...times(random, 3, () => pick(random, oddHeaders)))
  if (chance(random, 0.1)) headers.push(`x-fuzz: ${bytesOf(random, 20).toString('latin1')}`)
  let payload: Buffer = Buffer.alloc(0)
  if (body !== undefined) {
    headers.push(`content-type: ${body.type}`)
    if (chance(random, 0.2)) {
      headers.push('transfer-encoding: chunked')
      payload = chunked(random, body.bytes)
    } else {
      const length = chance(random, 0.9) ? body.bytes.length : random.below(100_000)
      headers.push(`content-length: ${length}`)
      payload = body.bytes
    }
  }
  const version = chance(random, 0.97) ? 'HTTP/1.1' : pick(random, ['HTTP/1.0', 'HTTP/2.0', ''])
  const head = `${method} ${target} ${version}\r\n${headers.join('\r\n')}\r\n\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), payload])
}

export function httpInput(random: Random, document: OpenApi): WireInput {
  const requests = chance(random, 0.8)
    ? [request(random, document)]
    : times(random, 6, () => request(random, document))
  const all = Buffer.concat(requests)
  const bytes = chance(random, 0.1) ? mutate(random, all) : all
  return {
    target: 'http',
    writes: (chance(random, 0.3) ? split(random, bytes) : [bytes]).map(base64),
    pause: pick(random, [0, 0, 2, 10]),
    after: chance(random, 0.85) ? 'stay' : pick(random, ['end', 'destroy'] as const),
  }
}

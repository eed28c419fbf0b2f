/**
 * The whole OpenAPI document, asked by every role and by nobody: what it says of an operation is what happens. It comes from the
 * routes themselves, so that a new one is asked too.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'

import { roles, type ActorRole } from '../../../../core/actor.ts'
import { unitIdSchema } from '../../../../core/identity.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

interface Operation {
  readonly security?: readonly object[]
  readonly 'x-roles'?: readonly ActorRole[]
  readonly responses: Readonly<Record<string, { readonly content?: object }>>
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> }
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

const unit = unitIdSchema.parse('lj-water-supply')
const tokens = roles.map((role) => ({
  name: role,
  role,
  token: `the-token-of-a-${role}`,
  ...(role === 'crew' ? { unit } : {}),
}))

let desk: DeskServer
let document: Document
beforeAll(async () => {
  desk = await startDeskServer({ tokens })
  const answer = await desk.ask('/docs/json', { token: 'the-token-of-a-operator' })
  document = (await answer.json()) as Document
})
afterAll(() => desk[Symbol.asyncDispose]())

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )

const address = (path: string): string => path.replaceAll(/\{\w+\}/g, 'x')

/** Asked so that nothing is done: what is sent fits nothing. */
function ask(path: string, method: string, operation: Operation, headers: Record<string, string>) {
  const [type] = Object.keys(operation.requestBody?.content ?? {})
  return desk.ask(`${address(path)}?limit=nonsense&after=x&date=x&from=x`, {
    method: method.toUpperCase(),
    headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
    ...(type === undefined ? {} : { body: '{' }),
  })
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

test('the document is of version 3.1 and has every route', () => {
  expect(document.openapi).toMatch(/^3\.1\./)
  const told = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`)
  const there = desk.routes
    .filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/docs') && url !== '/*')
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
  expect(told.toSorted()).toEqual([...new Set(there)].toSorted())
})

test('every operation names its answers, those in which it refuses too', () => {
  for (const { path, method, operation } of operations()) {
    const answers = Object.keys(operation.responses)
    expect
      .soft([method, path, answers.some((status) => status.startsWith('2'))])
      .toEqual([...[method, path, true]])
    for (const status of ['400', '500'])
      expect
        .soft([method, path, Object.keys(operation.responses[status]?.content ?? {})])
        .toEqual([...[method, path, ['application/problem+json']]])
  }
  expect(document.components.schemas['Problem']).toMatchObject({ type: 'object' })
})

test('every operation lets in whom the document names, and nobody else by whatever proof', async () => {
  const ownPage = { origin: desk.url, 'sec-fetch-site': 'same-origin' }
  const session = await desk.signIn('the-token-of-a-operator')
  await desk.ask('/v1/session', {
    method: 'DELETE',
    headers: { cookie: session, ...ownPage },
  })
  const strangers: readonly Record<string, string>[] = [
    {},
    bearer('the-token-of-nobody'),
    bearer('the-token-of-a-operatorx'),
    { authorization: 'Basic dGhlOnRva2Vu' },
    { authorization: 'the-token-of-a-operator' },
    // Of a session that has ended, and of none.
    { cookie: session, ...ownPage },
    { cookie: 'session=c2Vzc2lvbg', ...ownPage },
  ]
  for (const { path, method, operation } of operations()) {
    const open = operation['x-roles']
    if (open === undefined) {
      expect.soft([method, path, operation.security]).toEqual([method, path, []])
      continue
    }
    expect.soft([method, path, operation.security]).toEqual([method, path, undefined])
    await Promise.all([
      ...strangers.map(async (headers) => {
        const { status } = await ask(path, method, operation, headers)
        expect.soft([method, path, headers, status]).toEqual([method, path, headers, 401])
      }),
      ...tokens.map(async ({ role, token }) => {
        const { status } = await ask(path, method, operation, bearer(token))
        expect
          .soft([method, path, role, status !== 401 && status !== 403])
          .toEqual([method, path, role, open.includes(role)])
        expect.soft([method, path, role, status === 500]).toEqual([method, path, role, false])
        expect.soft(Object.keys(operation.responses), `${method} ${path}`).toContain(String(status))
      }),
    ])
  }
})

test('a refusal is a problem in the language that is asked for', async () => {
  const asked = async (language?: string) => {
    const headers = language === undefined ? {} : { 'accept-language': language }
    const answer = await desk.ask('/v1/cases/C1', { token: 'the-token-of-a-operator', headers })
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers.get('vary')).toContain('accept-language')
    return [answer.headers.get('content-language'), await answer.json()]
  }
  const problem = {
    type: 'urn:urban-brain:problem:case-unknown',
    ...{ status: 404, code: 'case-unknown', message: 'there is no case C1', details: [] },
    chinese: { message: '没有这个案件（there is no case C1）', details: [] },
  }
  const english = { ...problem, title: 'There is no such case', detail: 'there is no case C1' }
  const chinese = {
    ...problem,
    title: '没有这个案件',
    detail: '没有这个案件（there is no case C1）',
  }
  for (const language of [undefined, 'en', 'en-GB,zh;q=0.4', 'fr', 'zh;q=0', '*', ','.repeat(999)])
    expect(await asked(language)).toEqual(['en', english])
  for (const language of ['zh', 'zh-CN,zh;q=0.9,en;q=0.8', 'en;q=0.5, zh-Hans-CN'])
    expect(await asked(language)).toEqual(['zh', chinese])
})

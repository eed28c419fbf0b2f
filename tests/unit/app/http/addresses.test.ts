/** What stands in an address proves nothing and goes nowhere. */
import { afterAll, beforeAll, expect, test } from 'vitest'

import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'

const token = 'of-an-operator'
let desk: DeskServer
beforeAll(async () => {
  desk = await startDeskServer({ tokens: [{ name: 'o', role: 'operator', token }] })
})
afterAll(() => desk[Symbol.asyncDispose]())

test('no route takes a token in its address', async () => {
  for (const { method, url } of desk.routes) {
    const path = url.replaceAll(/:\w+/g, 'x').replaceAll('*', 'x')
    const answer = await desk.ask(`${path}?access_token=${token}`, { method })
    const text = await answer.text()
    // Platforms have a signature in place of a token.
    const others = [
      '/health/live',
      '/health/ready',
      '/v1/session',
      '/v1/session/ways',
      '/*',
      '/v1/platform/status',
      '/v1/push/:binding',
      '/v1/following',
      '/v1/following/rating',
      '/v1/enrolling',
      '/v1/ngsi-ld/v1/context',
    ]
    if (!others.includes(url)) expect.soft([method, url, answer.status]).toEqual([method, url, 401])
    expect.soft(text).not.toContain(token)
    expect.soft(JSON.stringify([...answer.headers])).not.toContain(token)
  }
})

test('what is not there is not repeated beyond its path', async () => {
  const answer = await desk.ask(`/v1/nothing?access_token=${token}`)
  expect(await answer.json()).toEqual({
    type: 'urn:urban-brain:problem:not-found',
    title: 'There is nothing at this address',
    status: 404,
    detail: 'nothing at GET /v1/nothing',
    code: 'not-found',
    message: 'nothing at GET /v1/nothing',
    details: [],
    chinese: { message: '此地址没有内容（nothing at GET /v1/nothing）', details: [] },
  })
})

test('control characters are refused everywhere', async () => {
  for (const path of ['/docs', '/v1/cases', '/v1/nothing', '/health/live', '/v1/cases/a%0d%0ab'])
    for (const bad of ['%0d%0aset-cookie:a=b', '%0A', '%00', '%1b[31m', '%7F']) {
      const answer = await desk.ask(`${path}?access_token=${bad}`)
      expect.soft([path, bad, answer.status]).toEqual([path, bad, 400])
      expect.soft(answer.headers.get('set-cookie')).toBeNull()
    }
})

test('addresses that are none are refused and change nothing', async () => {
  for (const path of ['/%zz', '/v1/cases/%', '/v1/photos/%c0%ae', '/..%2f..%2fetc%2fpasswd', '//x'])
    expect.soft((await desk.ask(path)).status).toBeLessThan(500)
  expect((await desk.ask('/health/live')).status).toBe(200)
})

/** Wrong attempts to sign in are counted by address; nobody pays for what another does. */
import { expect, test } from 'vitest'

import { countFailures } from '../../../../runtime/failures.ts'
import { startDeskServer, type DeskServer } from '../../../support/desk-server.ts'
import { start } from '../../cases/fixtures.ts'
import { VirtualClock } from '../../../support/clocks.ts'

const token = 'of-an-operator'
const tokens = [{ name: 'o', role: 'operator' as const, token }]

const signIn = async (desk: DeskServer, given: string, address?: string): Promise<number> => {
  const answer = await desk.ask('/v1/session', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(address === undefined ? {} : { 'x-forwarded-for': address }),
    },
    body: JSON.stringify({ token: given }),
  })
  await answer.text()
  return answer.status
}

test('right attempts are not counted, and wrong ones end in a pause', async () => {
  await using desk = await startDeskServer({ tokens })
  for (let turn = 0; turn < 70; turn++) expect(await signIn(desk, token)).toBe(200)
  const statuses: number[] = []
  for (let turn = 0; turn < 61; turn++) statuses.push(await signIn(desk, 'guess'))
  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 401), 429])
  // It is one address, whatever it says of itself.
  expect(await signIn(desk, 'guess', '203.0.113.9')).toBe(429)
})

test('behind a trusted proxy each address counts for itself', async () => {
  const settings = { http: { trustedProxies: ['127.0.0.1', '10.0.0.0/8'] } }
  await using desk = await startDeskServer({ tokens, settings })
  for (let turn = 0; turn < 70; turn++) await signIn(desk, 'guess', '203.0.113.9')
  expect(await signIn(desk, token, '203.0.113.9')).toBe(429)
  expect(await signIn(desk, token, '203.0.113.10')).toBe(200)
  // What stands before the last address that is no proxy was written by a stranger.
  expect(await signIn(desk, token, '198.51.100.1, 203.0.113.9, 10.0.0.3')).toBe(429)
})

test('the pause is over after a minute, and a network of IPv6 counts as one', () => {
  const clock = new VirtualClock(start)
  const failures = countFailures(clock)
  for (let n = 0; n < 60; n++) failures.count(`2001:db8:1:2:${n.toString(16)}::1`)
  expect(failures.tooMany('2001:db8:1:2::ffff')).toBe(true)
  expect(failures.tooMany('2001:db8:1:3::1')).toBe(false)
  expect(failures.tooMany('::1')).toBe(false)
  for (let n = 0; n < 60; n++) failures.count(n % 2 === 0 ? '::ffff:192.0.2.1' : '192.0.2.1')
  expect(failures.tooMany('192.0.2.1')).toBe(true)
  expect(failures.tooMany('192.0.2.2')).toBe(false)
  clock.advance(59_000)
  failures.count('192.0.2.1')
  expect(failures.tooMany('192.0.2.1')).toBe(true)
  clock.advance(1_001)
  expect(failures.tooMany('192.0.2.1')).toBe(false)
})

test('addresses without end are not all remembered', () => {
  const failures = countFailures(new VirtualClock(start))
  for (let n = 0; n < 60; n++) failures.count('192.0.2.1')
  for (let n = 0; n < 10_000; n++) failures.count(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`)
  expect(failures.tooMany('192.0.2.1')).toBe(false)
})

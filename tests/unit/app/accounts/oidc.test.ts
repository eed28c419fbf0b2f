/** Who comes in by an identity provider, as what, and where they go on. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Account } from '../../../../app/accounts/decide/account.ts'
import {
  entryOf,
  nameIn,
  oidcConfigSchema,
  returnPath,
  type Proved,
} from '../../../../app/accounts/decide/oidc.ts'
import { instant } from '../../../../core/time.ts'

const issuer = 'https://id.example.cn'
const config = (more: object = {}) =>
  oidcConfigSchema.parse({
    ...{ issuer, clientId: 'urban-brain', secret: 's', address: 'https://brain.example.cn' },
    roles: [
      { value: 'crews', role: 'crew' },
      { value: 'desk-east', role: 'dispatcher', areas: ['990102'] },
      { value: 'desk', role: 'dispatcher' },
    ],
    ...more,
  })
const proved = (claims: object = {}): Proved => ({
  ...{ issuer, subject: 's-1' },
  claims: { preferred_username: 'Li.Wei', name: '李伟', groups: ['all', 'desk'], ...claims },
})
const account = (more: Partial<Account> = {}): Account => ({
  ...{ id: 'a', name: 'li.wei', version: 3, person: '李伟', role: 'dispatcher', password: 'h' },
  ...{ mustChange: false, disabled: false, created: instant(1), createdBy: 'ada' },
  ...{ failures: 0, codeUsed: 0 },
  ...more,
})
const entry = (found: Account | undefined, said = proved(), how = config()) =>
  entryOf(said, nameIn(said, how), found, how)

describe('somebody whom the provider knows', () => {
  test('comes in as the account of that name, which is theirs from then on', () => {
    expect(entry(account())).toMatchObject({ link: { name: 'li.wei' } })
    const linked = account({ provider: { issuer, subject: 's-1' } })
    expect(entry(linked)).toEqual({ enter: linked })
    for (const provider of [
      { issuer, subject: 's-2' },
      { issuer: 'https://other.example.cn', subject: 's-1' },
    ])
      expect(entry(account({ provider }))).toEqual({ refused: 'other-person' })
  })

  test('is refused without an account, and when that is disabled', () => {
    expect(entry(undefined)).toEqual({ refused: 'person-unknown' })
    expect(entry(account({ disabled: true }))).toEqual({ refused: 'person-unknown' })
    for (const name of [undefined, '', 'crew-drainage', 'urban-brain-relay', '张三', ['li.wei'], 7])
      expect(entry(account(), proved({ preferred_username: name }))).toEqual({
        refused: 'person-unknown',
      })
  })

  test('gets an account with the role of the first row that fits, where the city says so', () => {
    const how = config({ unknown: 'make' })
    expect(entry(undefined, proved(), how)).toEqual({
      ...{ make: 'li.wei', profile: { person: '李伟', role: 'dispatcher' } },
    })
    expect(entry(undefined, proved({ groups: ['desk', 'desk-east'] }), how)).toMatchObject({
      profile: { role: 'dispatcher', areas: ['990102'] },
    })
    expect(entry(undefined, proved({ groups: 'desk', name: undefined }), how)).toMatchObject({
      profile: { person: 'li.wei' },
    })
    // A crew without a unit is none.
    for (const groups of [[], 'desks', undefined, ['crews'], [{ desk: 1 }]])
      expect(entry(undefined, proved({ groups }), how)).toEqual({ refused: 'no-role' })
  })

  test('follows the table of roles when that made the account, and keeps a role given by hand', () => {
    const made = account({ role: 'inspector', provider: { issuer, subject: 's-1', made: true } })
    expect(entry(made)).toMatchObject({ edit: made, profile: { role: 'dispatcher' } })
    expect(entry({ ...made, role: 'dispatcher' })).toMatchObject({ enter: { name: 'li.wei' } })
    expect(entry(made, proved({ groups: [] }))).toEqual({ refused: 'no-role' })
    const byHand = account({ role: 'inspector', provider: { issuer, subject: 's-1' } })
    expect(entry(byHand, proved({ groups: [] }))).toEqual({ enter: byHand })
  })
})

describe('the way back', () => {
  test.each([
    ['/cases', '/cases'],
    ['/cases/C1?print=1', '/cases/C1?print=1'],
    [undefined, '/'],
    ['', '/'],
    ['cases', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example/', '/'],
    ['/v1/session', '/'],
    ['/x/../v1/session', '/'],
    ['javascript:alert(1)', '/'],
  ])('%s leads to %s', (asked, path) => expect(returnPath(asked)).toBe(path))

  test('stays on this server, whatever is asked', () => {
    const pieces = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '@',
      ':',
      'evil.example',
      '\t',
      '%2f',
      '?',
      '#',
      'v1',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
        const path = returnPath(parts.join(''))
        const url = new URL(path, 'https://brain.example.cn')
        expect(url.origin).toBe('https://brain.example.cn')
        expect(url.pathname).not.toMatch(/^\/v1\//)
      }),
    )
  })
})

test.each([
  ['a plain issuer', { issuer: 'http://id.example.cn' }],
  ['one that only begins like this machine', { issuer: 'http://localhost.evil.example' }],
  ['two secrets', { secretFile: '/run/secret' }],
  ['an address with a path', { address: 'https://brain.example.cn/x' }],
  ['a scope without openid', { scope: 'profile' }],
  ['a role that no person has', { roles: [{ value: 'x', role: 'service' }] }],
])('the configuration refuses %s', (_, more) => {
  expect(() => config(more)).toThrow()
})

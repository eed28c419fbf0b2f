import { describe, expect, test } from 'vitest'

import { weaknessOf } from '../../../../app/accounts/decide/password-rules.ts'
import { createPasswords } from '../../../../app/accounts/passwords.ts'

const who = { name: 'li.wei', person: '李伟' }

test.each([
  ['elevensigns', 'fewer than 12'],
  ['Password1234', 'tried first'],
  ['chengshiguanli', 'tried first'],
  ['li.wei2026li.wei', 'your name'],
  ['李伟李伟李伟李伟李伟李伟123', 'your name'],
  ['urban-brain-26', 'or ours'],
  ['abababababab', 'few signs'],
  ['12345678901234', 'a row'],
  ['qwertyuiopasdf', 'a row'],
])('%s is no password', (password, why) => {
  expect(weaknessOf(password, who)).toContain(why)
})

test.each(['nine herons over the weir', '春江潮水连海平海上明月共潮生', 'k7vq-m2xd-9pwt-4hzn'])(
  '%s is one',
  (password) => {
    expect(weaknessOf(password, who)).toBeUndefined()
  },
)

describe('a hash', () => {
  test('is argon2id with 19 MiB, other each time, and matches the password however it is composed', async () => {
    const passwords = createPasswords()
    const [one, other] = await Promise.all([
      passwords.hash('caf\u00e9 au lait et pain'),
      passwords.hash('caf\u00e9 au lait et pain'),
    ])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(one).not.toBe(other)
    expect(await passwords.matches('cafe\u0301 au lait et pain', one)).toBe(true)
    expect(await passwords.matches('cafe au lait et pain', one)).toBe(false)
    expect(await passwords.matches('anything', undefined)).toBe(false)
  })

  test('is made by few at once; some wait, and whoever comes then is told to come again', async () => {
    const passwords = createPasswords({ atOnce: 1, waiting: 2 })
    const asked = Array.from({ length: 6 }, () => passwords.matches('x', undefined))
    const told = await Promise.allSettled(asked)
    expect(told.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected', 'rejected'],
    ])
    expect(told[5]).toMatchObject({ reason: { code: 'too-many-requests', retry: 'later' } })
    expect(await passwords.matches('x', undefined)).toBe(false)
  })
})

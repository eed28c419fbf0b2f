import { beforeEach, describe, expect, test } from 'vitest'

import type { EnrolmentBatch } from '../../core/enrolment.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Registry } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'
import { device } from './registry.suite.ts'

const hash = (letter: string) => letter.repeat(64)
const id = (name: string) => name as DeviceId
const batch = (name: string, rest: Partial<EnrolmentBatch> = {}): EnrolmentBatch => ({
  ...{ id: name, name: `batch ${name}`, by: 'admin', at: instant(1_000), until: instant(9_000) },
  ...rest,
})

/** The contract of Enrolments, for every adapter. `open` gives an empty register. */
export function deviceEnrolmentsSuite(name: string, open: () => Promise<Registry>): void {
  describe(`enrolments: ${name}`, () => {
    let registry: Registry
    beforeEach(async () => {
      registry = await open()
      await registry.put([device('a'), device('b'), device('c')])
      await registry.enrolments.add(batch('E1'), hash('1'), [id('a'), id('b')])
      return () => registry[Symbol.asyncDispose]()
    })
    const enrol = (device: string, code: string, credential: string, at = 2_000) =>
      registry.enrolments.enrol({
        ...{ device: id(device), code: hash(code), credential: hash(credential), at: instant(at) },
      })
    const credentialOf = async (device: string) =>
      (await registry.changes(0, 10)).find((row) => row.device.id === device)?.credential

    test('a device gets its credential once, and the same one again', async () => {
      expect(await enrol('a', '1', 'x')).toBe(true)
      expect(await credentialOf('a')).toBe(hash('x'))
      expect(await enrol('a', '1', 'x', 3_000)).toBe(true)
      expect(await enrol('a', '1', 'y')).toBe(false)
      expect(await credentialOf('a')).toBe(hash('x'))
      expect(await registry.enrolments.devices('E1')).toEqual([
        { device: 'a', enrolled: 2_000 },
        { device: 'b' },
      ])
      expect(await registry.enrolments.list(10)).toEqual([
        { ...batch('E1'), devices: 2, enrolled: 1 },
      ])
    })

    test('two at once with different credentials: one of them has it', async () => {
      const [one, other] = await Promise.all([enrol('a', '1', 'x'), enrol('a', '1', 'y')])
      expect([one, other].filter(Boolean)).toHaveLength(1)
      expect(await credentialOf('a')).toBe(hash(one ? 'x' : 'y'))
    })

    test('of another batch, with another code, too late, or with a credential already: refused', async () => {
      await registry.enrolments.add(batch('E2'), hash('2'), [id('c')])
      await registry.setCredentials(new Map([[id('b'), hash('z')]]))
      expect(await enrol('c', '1', 'x')).toBe(false)
      expect(await enrol('a', '3', 'x')).toBe(false)
      expect(await enrol('nobody', '1', 'x')).toBe(false)
      expect(await enrol('b', '1', 'x')).toBe(false)
      // Nor is what somebody gave it told to whoever guesses it.
      expect(await enrol('b', '1', 'z')).toBe(false)
      expect(await enrol('a', '1', 'x', 9_000)).toBe(false)
      expect(await enrol('a', '1', 'x', 8_999)).toBe(true)
    })

    test('by a code that is revoked nobody enrols, and whoever has stays', async () => {
      expect(await enrol('a', '1', 'x')).toBe(true)
      expect(await registry.enrolments.revoke('E1', 'admin', instant(3_000))).toBe(true)
      expect(await registry.enrolments.revoke('E1', 'other', instant(4_000))).toBe(true)
      expect(await registry.enrolments.revoke('E9', 'admin', instant(4_000))).toBe(false)
      expect(await enrol('b', '1', 'x')).toBe(false)
      expect(await enrol('a', '1', 'x')).toBe(false)
      expect(await credentialOf('a')).toBe(hash('x'))
      const [revoked] = await registry.enrolments.list(10)
      expect(revoked?.revoked).toEqual({ by: 'admin', at: 3_000 })
    })

    test('one that is not registered makes no batch, and the newest batch stands first', async () => {
      await expect(
        registry.enrolments.add(batch('E2'), hash('2'), [id('c'), id('nobody')]),
      ).rejects.toMatchObject({ code: 'device-unknown', details: ['nobody'] })
      const many = Array.from({ length: 250 }, (_, n) => device(`m-${n}`))
      await registry.put(many)
      await registry.enrolments.add(
        batch('E3'),
        hash('3'),
        many.map((one) => one.id),
      )
      expect((await registry.enrolments.list(10)).map(({ id, devices }) => [id, devices])).toEqual([
        ['E3', 250],
        ['E1', 2],
      ])
      expect(await registry.enrolments.devices('E2')).toBeUndefined()
    })
  })
}

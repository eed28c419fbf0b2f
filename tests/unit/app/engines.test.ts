import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { configSchema } from '../../../app/config.ts'
import { openBackends } from '../../../app/engines/engines.ts'
import { silentObserver } from '../../../core/observer.ts'
import { instant } from '../../../core/time.ts'
import { framesTopic } from '../../../core/topics.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const tick = { type: 'tick', at: instant(0) } as const

test('an engine that does not close is named, and leaves no other open', async () => {
  const data = join(await temporaryFolder(), 'data')
  const backends = await openBackends(configSchema.parse({ data }), silentObserver)
  await backends.log.append(framesTopic, [tick])
  const broken = { [Symbol.asyncDispose]: () => Promise.reject(new Error('disk I/O error')) }
  Object.assign(await backends.cases(), broken)
  await expect(backends[Symbol.asyncDispose]()).rejects.toThrow('cases: disk I/O error')
  await expect(backends.log.append(framesTopic, [tick])).rejects.toThrow('closed')
  await expect(backends.registry.unknown(1)).rejects.toThrow()
})

test('a store is opened when a role asks for it, and once', async () => {
  const data = join(await temporaryFolder(), 'data')
  await using backends = await openBackends(configSchema.parse({ data }), silentObserver)
  expect(existsSync(join(data, 'cases.sqlite'))).toBe(false)
  const [first, second] = await Promise.all([backends.cases(), backends.cases()])
  expect(second).toBe(first)
  expect(existsSync(join(data, 'cases.sqlite'))).toBe(true)
  expect(existsSync(join(data, 'series.duckdb'))).toBe(false)
})

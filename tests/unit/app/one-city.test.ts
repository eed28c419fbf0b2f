import { describe, expect, test } from 'vitest'

import { mustBeOfOneCity } from '../../../app/engines/one-city.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { wordsTopic } from '../../support/counted-words.ts'

const url = 'postgres://who:secret@db.city:6432/registers'

/** A server that holds nothing at its first looks, so many of them. */
const server = (emptyLooks: number) => ({
  url,
  holdsNothing: () => Promise.resolve((emptyLooks -= 1) >= 0),
})

async function workedLog(): Promise<MemoryLog> {
  const log = new MemoryLog()
  await log.append(wordsTopic, [{ key: 'a', number: 1 }])
  return log
}

describe('a database beside a log', () => {
  test('holds nothing, and the log has records: the registers are lost', async () => {
    const refused = mustBeOfOneCity(await workedLog(), server(2))
    await expect(refused).rejects.toMatchObject({ code: 'store-missing', retry: 'never' })
    await expect(refused).rejects.toThrow(/^PostgreSQL at db\.city:6432, database registers,/)
    await expect(refused).rejects.not.toThrow('secret')
  })

  test('holds nothing, as the log: a city begins', async () => {
    await mustBeOfOneCity(new MemoryLog(), server(2))
  })

  test('holds registers, or is given them by another process meanwhile: one city', async () => {
    await mustBeOfOneCity(await workedLog(), server(0))
    await mustBeOfOneCity(await workedLog(), server(1))
  })
})

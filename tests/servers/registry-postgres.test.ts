import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'

import type { DeviceId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { openPostgresRegistry } from '../../devices/postgres/registry.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { anyTable, connect, freshDatabase } from '../support/postgres.ts'
import { damagedRowsAreNamed, device, registrySuite } from '../contract/registry.suite.ts'
import { deviceCommandsSuite } from '../contract/device-commands.suite.ts'
import { deviceConfigurationsSuite } from '../contract/device-configurations.suite.ts'
import { deviceEnrolmentsSuite } from '../contract/device-enrolments.suite.ts'
import { deviceLinksSuite } from '../contract/device-links.suite.ts'
import { ruleVersionsSuite } from '../contract/rule-versions.suite.ts'

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('on PostgreSQL', () => {
  registrySuite('PostgreSQL', async () => openPostgresRegistry(connect(await freshDatabase())))
  ruleVersionsSuite('PostgreSQL', async () => openPostgresRegistry(connect(await freshDatabase())))
  deviceCommandsSuite('PostgreSQL', async () =>
    openPostgresRegistry(connect(await freshDatabase())),
  )

  deviceConfigurationsSuite('PostgreSQL', async () =>
    openPostgresRegistry(connect(await freshDatabase())),
  )
  deviceLinksSuite('PostgreSQL', async () => openPostgresRegistry(connect(await freshDatabase())))
  deviceEnrolmentsSuite('PostgreSQL', async () =>
    openPostgresRegistry(connect(await freshDatabase())),
  )

  test('a row that is no device is named, and nothing of it is taken', async () => {
    const postgres = connect(await freshDatabase())
    await damagedRowsAreNamed(await openPostgresRegistry(postgres), (id, document) =>
      sql`update device set document = ${document} where id = ${id}`.execute(anyTable(postgres)),
    )
  })

  test('two processes that write at the same time hide nothing from one that follows', async () => {
    const url = await freshDatabase()
    const [one, other, reader] = await Promise.all(
      [connect(url), connect(url), connect(url)].map(openPostgresRegistry),
    )
    if (one === undefined || other === undefined || reader === undefined) throw new Error()
    const seen: string[] = []
    let writing = true
    const follow = async () => {
      for (let revision = 0; ;) {
        const last = !writing
        const rows = await reader.changes(revision, 7)
        for (const row of rows) seen.push(row.device.id)
        revision = rows.at(-1)?.revision ?? revision
        if (last && rows.length === 0) return
      }
    }
    const following = follow()
    const ids = Array.from({ length: 80 }, (_, n) => `d-${n}`)
    await Promise.all(
      ids.map((id, n) => (n % 2 === 0 ? one : other).put([device(id), device(`${id}-b`)])),
    )
    writing = false
    await following
    expect(seen.toSorted()).toEqual(ids.flatMap((id) => [id, `${id}-b`]).toSorted())
  })

  test('two processes that see the same names in another order do not stop each other', async () => {
    const url = await freshDatabase()
    const [one, other] = await Promise.all([connect(url), connect(url)].map(openPostgresRegistry))
    if (one === undefined || other === undefined) throw new Error()
    const sightings = Array.from({ length: 30 }, (_, n) => ({
      id: `x-${n}` as DeviceId,
      lastSeen: instant(n),
      frames: 1,
      sample: 'a\0b',
    }))
    await Promise.all(
      Array.from({ length: 6 }, () => [
        one.sighted(sightings),
        other.sighted(sightings.toReversed()),
      ]).flat(),
    )
    const unknown = await one.unknown(100)
    expect(unknown.map(({ frames }) => frames)).toEqual(sightings.map(() => 12))
    expect(unknown[0]?.sample).toBe('a\ufffdb')
  })
})

/** What earlier versions wrote is read, decided upon and carried on by this one (tests/histories/README.md). */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { describe, expect, test } from 'vitest'

import { caseOf } from '../../cases/life/history.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant, plus, type Instant } from '../../core/time.ts'
import { topics } from '../../core/topics.ts'
import { decided } from '../histories/account.ts'
import {
  historyFolder,
  readDecided,
  readHappenings,
  readRecords,
  versions,
} from '../histories/history.ts'
import { play } from '../histories/play.ts'
import { devices, start } from '../histories/script.ts'
import { enginesIn, memoryEngines } from '../support/engines.ts'
import { frameOf } from '../support/sayings.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { newestCase, World } from '../support/world.ts'

interface Known {
  readonly id: CaseId
  readonly deadlines: readonly { readonly since?: number }[]
}

const recorded = await versions()

test('there is a history', () => expect(recorded).not.toEqual([]))

describe.each(recorded)('%s', (version) => {
  test('its records are read', async () => {
    for (const name of ['readings', 'alarms', 'case-events', 'dead-letters'] as const) {
      const records = await readRecords(version, name)
      expect(records.length, name).toBeGreaterThan(0)
      for (const bytes of records) {
        const topic = topics[name]
        const value = topic.decode(bytes) as never
        expect(topic.decode(topic.encode(value)), name).toEqual(value)
      }
    }
  })

  test('its cases are what its register says of them', async () => {
    const records = (await readRecords(version, 'case-events')).map((bytes) =>
      topics['case-events'].decode(bytes),
    )
    const { decided: recordedOutcome } = await readDecided(version)
    const { cases } = recordedOutcome as { readonly cases: readonly Known[] }
    // Rules that are younger than the record open cases that it does not have.
    const recordedCases = cases.filter(({ id }) => records.some((record) => record.case === id))
    expect(recordedCases.length).toBeGreaterThan(3)
    // When the time of a deadline began is said since a later version; the record of then does not have it.
    const asRecorded = ({ deadlines, ...known }: Known) => ({
      ...known,
      deadlines: deadlines.map((deadline) => {
        const { since: _, ...rest } = deadline
        return rest
      }),
    })
    for (const known of recordedCases) {
      const own = records.filter((record: CaseEventRecord) => record.case === known.id)
      expect(JSON.parse(JSON.stringify(caseOf(known.id, own) ?? null)), known.id).toMatchObject(
        asRecorded(known),
      )
    }
  })

  test('its day, lived through once more, is decided as then', async () => {
    const began = { devices }
    await using world = await World.create(instant(Date.parse(start)), began, memoryEngines)
    const refused = await play(world, await readHappenings(version))
    const then = await readDecided(version)
    expect(refused).toEqual(then.refused)
    expect(await decided(world)).toEqual(then.decided)
  })

  test('its installation starts, keeps its cases and goes on', async () => {
    const folder = await temporaryFolder()
    await promisify(execFile)('tar', [
      '-xzf',
      `${historyFolder(version)}/data.tar.gz`,
      '-C',
      folder,
    ])
    const happenings = await readHappenings(version)
    const last = happenings.reduce<Instant>((at, one) => instant(Math.max(at, one.at)), instant(0))
    await using world = await World.create(last, { devices: [] }, () =>
      Promise.resolve(enginesIn(folder)),
    )
    const { decided: then } = (await readDecided(version)) as {
      readonly decided: { readonly cases: readonly { readonly id: CaseId }[] }
    }
    const store = await world.backends.cases()
    const written = new Set(
      (await readRecords(version, 'case-events')).map(
        (bytes) => topics['case-events'].decode(bytes).case,
      ),
    )
    const kept = then.cases.filter(({ id }) => written.has(id))
    expect(kept.length).toBeGreaterThan(3)
    for (const { id } of kept) expect(await store.load(id), id).not.toEqual([])
    expect((await store.verify()).faults).toEqual([])
    const before = await newestCase(world, 'mh-0001')
    const soon = plus(last, 60_000)
    for (let at = soon; at < plus(soon, 60_000); at = plus(at, 10_000)) {
      const body = { t: at, m: { ch4: 40 } }
      await world.advance(plus(at, 10_000), [
        frameOf('mh-0001', 'telemetry', body, at),
        { type: 'tick', at: plus(at, 10_000) },
      ])
    }
    const after = await newestCase(world, 'mh-0001')
    expect(after?.category).toBe('0198')
    expect(after?.id).not.toBe(before?.id)
  })
})

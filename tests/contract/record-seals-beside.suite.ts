/** Frozen evaluations and looks at personal data under seals, in a register that somebody owns. */
import type { Kysely } from 'kysely'
import { describe, expect, test } from 'vitest'

import { checkRecord } from '../../cases/desk/record-check.ts'
import type { RecordFault } from '../../cases/desk/record-fault.ts'
import { accept, seal, type SealingDeps } from '../../cases/desk/sealing.ts'
import { sweepPersonal } from '../../cases/desk/personal-watch.ts'
import { lastSeal } from '../../cases/desk/sealing.ts'
import { keptKey, sealFile } from '../../cases/files/seals.ts'
import { chainedText } from '../../cases/life/look.ts'
import { genesis } from '../../cases/life/hash-chain.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { CaseTables } from '../../cases/sql/case-tables.ts'
import { sha256 } from '../../cases/sql/commit-rows.ts'
import { chainedEvent } from '../../cases/sql/evaluation-events.ts'
import { hours, instant, type Instant } from '../../core/time.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { RecordingObserver } from '../support/recording-observer.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { at, by, someFreeze } from './case-store-samples.ts'
import type { OwnedRegister } from './record-seals.suite.ts'

type Database = Kysely<CaseTables>

const never = new AbortController().signal
const [march, april] = ['2026-03-01_2026-03-31', '2026-04-01_2026-04-30'] as const
const keepLooks = hours(1)

/** Writes the chain of each evaluation anew, as somebody would who knows how it is made. */
async function forgeEvaluations(database: Database): Promise<void> {
  const rows = await database
    .selectFrom('evaluation_events')
    .selectAll()
    .orderBy('version')
    .execute()
  const last = new Map<string, string>()
  for (const row of rows) {
    const { evaluation, version } = row
    const hash = chainedEvent(last.get(evaluation) ?? genesis, row)
    last.set(evaluation, hash)
    await database
      .updateTable('evaluation_events')
      .set({ hash })
      .where('evaluation', '=', evaluation)
      .where('version', '=', version)
      .execute()
  }
}

/** The same of the looks; they are numbered anew. */
async function forgeLooks(database: Database): Promise<void> {
  const rows = await database.selectFrom('personal_looks').selectAll().orderBy('number').execute()
  await database.deleteFrom('personal_looks').execute()
  let previous = genesis
  for (const [index, row] of rows.entries()) {
    const number = index + 1
    const hash = sha256(chainedText(previous, number, row.look))
    await database
      .insertInto('personal_looks')
      .values({ ...row, number, previous, hash })
      .execute()
    previous = hash
  }
}

const lookAt = (moment: Instant, name: string) => ({
  ...{ at: moment, by: { name, role: 'operator' as const }, case: 'C1' },
  ...{ what: 'reporter' as const, fields: ['name'] },
})

/** What is done to two evaluations, the first frozen and signed, and to six looks, and what must be said of it. */
const attacks: Readonly<
  Record<string, [(database: Database) => Promise<unknown>, readonly RecordFault[]]>
> = {
  'an evaluation is gone with its pages': [
    async (database) => {
      await database.deleteFrom('evaluation_events').where('evaluation', '=', march).execute()
      await database.deleteFrom('evaluation_pages').where('freeze', '=', 'march').execute()
    },
    [1, 2].map((version) => ({ fault: 'missing', evaluation: march, version })),
  ],
  'a signature is taken back': [
    async (database) => {
      await database.deleteFrom('evaluation_events').where('version', '=', 2).execute()
    },
    [{ fault: 'missing', evaluation: march, version: 2 }],
  ],
  'what was frozen says something else, and its chain fits': [
    async (database) => {
      await database
        .updateTable('evaluation_events')
        .set({ data: '{"pages":1000000000,"freeze":"march"}' })
        .where('evaluation', '=', march)
        .where('version', '=', 1)
        .execute()
      await forgeEvaluations(database)
    },
    [1, 2].map((version) => ({ fault: 'changed', evaluation: march, version })),
  ],
  'a page of what was frozen says something else': [
    async (database) => {
      await database
        .updateTable('evaluation_pages')
        .set({ content: '{"sums":{"handled":2}}' })
        .where('freeze', '=', 'april')
        .where('page', '=', 2)
        .execute()
    },
    [{ fault: 'changed', evaluation: april, version: 1, page: 2 }],
  ],
  'a page is gone': [
    async (database) => {
      await database.deleteFrom('evaluation_pages').where('page', '=', 1).execute()
    },
    [{ fault: 'missing', evaluation: april, version: 1, page: 1 }],
  ],
  'a signature is put in among what is sealed': [
    async (database) => {
      const row = { evaluation: april, version: 2, at, actor: JSON.stringify(by) }
      const values = { ...row, event: 'signed', data: '{}', hash: '', sequence: -1 }
      await database.insertInto('evaluation_events').values(values).execute()
      await forgeEvaluations(database)
    },
    [{ fault: 'inserted', evaluation: april, version: 2 }],
  ],
  'two evaluations change places': [
    async (database) => {
      for (const [from, to] of [
        [1, 99],
        [2, 1],
        [99, 2],
      ] as const)
        await database
          .updateTable('evaluation_events')
          .set({ sequence: to })
          .where('sequence', '=', from)
          .execute()
    },
    [{ fault: 'moved', evaluation: march, version: 1 }],
  ],
  'a look says another name': [
    async (database) => {
      await database
        .updateTable('personal_looks')
        .set({ look: JSON.stringify(lookAt(at, 'nobody')) })
        .where('number', '=', 2)
        .execute()
    },
    [{ fault: 'changed', look: 2 }],
  ],
  'a look says another name, and the chain fits': [
    async (database) => {
      await database
        .updateTable('personal_looks')
        .set({ look: JSON.stringify(lookAt(at, 'nobody')) })
        .where('number', '=', 4)
        .execute()
      await forgeLooks(database)
    },
    [{ fault: 'not-as-sealed', look: 3, seal: 2 }],
  ],
  'a look is gone': [
    async (database) => {
      await database.deleteFrom('personal_looks').where('number', '=', 3).execute()
    },
    [{ fault: 'missing', look: 3 }],
  ],
  'a look is gone, and the chain fits': [
    async (database) => {
      await database.deleteFrom('personal_looks').where('number', '=', 3).execute()
      await forgeLooks(database)
    },
    [
      { fault: 'not-as-sealed', look: 3, seal: 2 },
      { fault: 'missing', look: 6, seal: 3 },
    ],
  ],
  'a look is put in, and the chain fits': [
    async (database) => {
      const { number: _, ...row } = await database
        .selectFrom('personal_looks')
        .selectAll()
        .where('number', '=', 1)
        .executeTakeFirstOrThrow()
      await database
        .insertInto('personal_looks')
        .values({ ...row, number: 0 })
        .execute()
      await forgeLooks(database)
    },
    [{ fault: 'not-as-sealed', look: 1, seal: 1 }],
  ],
  'the log of looks is cut at its beginning': [
    async (database) => {
      await database.deleteFrom('personal_looks').where('number', '<=', 2).execute()
    },
    [1, 2].map((look) => ({ fault: 'missing', look })),
  ],
  'both are set back': [
    async (database) => {
      await database.deleteFrom('personal_looks').where('number', '>', 2).execute()
      await database.deleteFrom('evaluation_events').where('sequence', '>', 1).execute()
    },
    [
      ...[3, 4, 5, 6].map((look) => ({ fault: 'missing', look }) as const),
      { fault: 'missing', evaluation: april, version: 1 },
    ],
  ],
  'all of it is gone': [
    async (database) => {
      for (const table of ['personal_looks', 'evaluation_events', 'evaluation_pages'] as const)
        await database.deleteFrom(table).execute()
    },
    [
      { fault: 'missing', look: 6, seal: 3 },
      { fault: 'missing', evaluation: april, version: 1 },
    ],
  ],
}

export function recordSealsBesideSuite(name: string, open: () => Promise<OwnedRegister>): void {
  /** Two evaluations and six looks, sealed after each of three steps. */
  async function city() {
    const register = await open()
    const { store } = register
    const place = await temporaryFolder()
    const log = new MemoryLog()
    const key = keptKey(`${place}/key.pem`)
    let now = at
    const clock = { now: () => now }
    const deps: SealingDeps & { readonly store: CaseStore } = {
      ...{ store, log, clock, key, keepLooks },
      file: sealFile(place),
    }
    const looks = async () => {
      for (const who of ['ada', 'bob']) await store.addLook(lookAt(now, who))
    }
    const step = async (work: () => Promise<unknown>) => {
      await work()
      await looks()
      await seal(deps, never)
      now = instant(now + 1_000)
    }
    await step(() => someFreeze(store, 'march', march))
    await step(() => someFreeze(store, 'april', april))
    await step(() =>
      store.appendFrozen(march, 1, { event: 'signed', at: now, by, data: { comment: '同意' } }),
    )
    const check = () => checkRecord({ ...deps, keys: new Set([key.public]) }, () => {})
    const forget = async () => {
      const [observer, config] = [new RecordingObserver(), { personal: { enforcement: [] } }]
      const forgotten = async () => (await lastSeal(log))?.beside?.forgotten ?? 0
      await sweepPersonal({ store, clock, observer, config, forgotten } as never, never)
    }
    const later = (milliseconds: number) => {
      now = instant(now + milliseconds)
    }
    return { ...register, deps, log, check, step, forget, later }
  }

  describe(`what stands beside the record, under seals: ${name}`, () => {
    test('holds as it was written, and nothing new makes no seal', async () => {
      const { store, check, deps } = await city()
      await seal(deps, never)
      const counts = { cases: 0, events: 0, seals: 3, sealed: 0, evaluations: 3, looks: 6 }
      expect(await check()).toEqual({ ...counts, faults: [] })
      await store[Symbol.asyncDispose]()
    })

    test.each(Object.entries(attacks))('%s: found and named', async (_, [attack, named]) => {
      const { store, owned, check } = await city()
      await owned(attack)
      const { faults } = await check()
      for (const fault of named) expect(faults).toContainEqual(expect.objectContaining(fault))
      await store[Symbol.asyncDispose]()
    })

    test('what was made under a newer edition or look is found by the seals that stand outside, whoever writes on', async () => {
      const { store, owned, check, step } = await city()
      await owned(attacks['both are set back']?.[0] ?? (() => Promise.reject(new Error('none'))))
      await step(() => someFreeze(store, 'may', '2026-05-01_2026-05-31'))
      const { faults } = await check()
      for (const fault of [
        { fault: 'missing', evaluation: april, version: 1 },
        { fault: 'not-as-sealed', look: 3, seal: 2 },
      ])
        expect(faults).toContainEqual(expect.objectContaining(fault))
      await store[Symbol.asyncDispose]()
    })

    test('looks that are as old as the city keeps them go once a seal says so, and are no fault', async () => {
      const { store, check, forget, later, deps } = await city()
      later(keepLooks - 1_500)
      await forget()
      expect(await store.lookEnds()).toMatchObject({ first: 1 })
      await seal(deps, never)
      await forget()
      expect(await store.lookEnds()).toMatchObject({ first: 5, last: { number: 6 } })
      expect((await check()).faults).toEqual([])
      later(keepLooks)
      await seal(deps, never)
      await forget()
      expect(await store.lookEnds()).toMatchObject({ first: 6, last: { number: 6 } })
      expect(await check()).toMatchObject({ looks: 1, faults: [] })
      await store[Symbol.asyncDispose]()
    })

    test('a look that is made old is not forgotten', async () => {
      const { store, owned, check, forget, deps } = await city()
      await owned(async (database) => {
        await database.updateTable('personal_looks').set({ at: 0 }).execute()
        await database
          .updateTable('personal_looks')
          .set({ look: JSON.stringify(lookAt(instant(0), 'ada')) })
          .where('number', '=', 1)
          .execute()
      })
      await seal(deps, never)
      await forget()
      expect(await store.lookEnds()).toMatchObject({ first: 1 })
      expect((await check()).faults).toContainEqual({ fault: 'changed', look: 1 })
      await store[Symbol.asyncDispose]()
    })

    test('seals of a version that knew nothing of them stand, and the next one covers all', async () => {
      const register = await open()
      const { store } = register
      const place = await temporaryFolder()
      const key = keptKey(`${place}/key.pem`)
      const log = new MemoryLog()
      const deps = { store, log, clock: { now: () => at }, key, keepLooks, file: sealFile(place) }
      for (let n = 0; n < 3; n += 1) await store.addLook(lookAt(at, `p${n}`))
      await store.forgetLooks(1)
      await someFreeze(store, 'march', march)
      await seal(deps, never)
      const check = () => checkRecord({ ...deps, keys: undefined }, () => {})
      expect(await check()).toMatchObject({ seals: 1, evaluations: 1, looks: 2, faults: [] })
      expect((await lastSeal(log))?.beside).toMatchObject({ forgotten: 1, look: { number: 3 } })
      await store[Symbol.asyncDispose]()
    })

    test('after a backup was restored it is accepted as it is', async () => {
      const { store, owned, check, deps, step } = await city()
      const [attack] = attacks['both are set back'] ?? []
      await owned(async (database) => attack?.(database))
      await accept(deps, { by: 'admin', reason: 'the disk of the database broke' })
      expect(await check()).toMatchObject({ evaluations: 1, looks: 2, faults: [] })
      await step(() => someFreeze(store, 'april again', april))
      expect(await check()).toMatchObject({ evaluations: 2, looks: 4, faults: [] })
      await store[Symbol.asyncDispose]()
    })
  })
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { keptKey, sealFile } from '../../cases/files/seals.ts'
import { checkRecord } from '../../cases/desk/record-check.ts'
import type { RecordFault } from '../../cases/desk/record-fault.ts'
import { accept, seal, type SealingDeps } from '../../cases/desk/sealing.ts'
import { chained, genesis } from '../../cases/life/hash-chain.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { sha256 } from '../../cases/sql/commit-rows.ts'
import type { CaseTables } from '../../cases/sql/case-tables.ts'
import type { Actor } from '../../core/actor.ts'
import type { CaseId } from '../../core/identity.ts'
import { days, instant } from '../../core/time.ts'
import { caseEventsTopic } from '../../core/topics.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { at, next, sketch } from './case-store-samples.ts'

/** A register, and a way into it for somebody who owns the database: no trigger stops them. */
export interface OwnedRegister {
  readonly store: CaseStore
  readonly owned: <T>(work: (database: Kysely<CaseTables>) => Promise<T>) => Promise<T>
}

type Database = Kysely<CaseTables>

const never = new AbortController().signal

/** Writes the chain of each case anew, as somebody would who knows how it is made. */
async function forge(database: Database): Promise<void> {
  const rows = await database.selectFrom('case_events').selectAll().orderBy('version').execute()
  const last = new Map<string, { version: number; hash: string }>()
  for (const row of rows) {
    const before = last.get(row.case_id)?.hash ?? genesis
    const said = {
      ...{ case: row.case_id as CaseId, version: row.version, at: instant(row.at) },
      ...{ by: JSON.parse(row.actor) as Actor, event: row.event },
      data: JSON.parse(row.data) as Record<string, unknown>,
    }
    const hash = sha256(chained(before, said))
    last.set(row.case_id, { version: row.version, hash })
    await database
      .updateTable('case_events')
      .set({ hash })
      .where('case_id', '=', row.case_id)
      .where('version', '=', row.version)
      .execute()
  }
  for (const [id, state] of last)
    await database.updateTable('cases').set(state).where('id', '=', id).execute()
}

const eventOf = (database: Database, id: string, version: number) =>
  database
    .selectFrom('case_events')
    .selectAll()
    .where('case_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirstOrThrow()

const moveTo = (database: Database, from: number, to: number) =>
  database.updateTable('case_events').set({ sequence: to }).where('sequence', '=', from).execute()

/** What is done to the register of four cases of three events, and what must be said of it. */
const attacks: Readonly<
  Record<string, [(database: Database, ids: readonly string[]) => Promise<unknown>, RecordFault[]]>
> = {
  'a case is deleted': [
    async (database, [id = '']) => {
      await database.deleteFrom('case_events').where('case_id', '=', id).execute()
      await database.deleteFrom('cases').where('id', '=', id).execute()
    },
    [1, 2, 3].map((version) => ({ fault: 'missing', case: 'C0', version })),
  ],
  'a case is cut short': [
    async (database, [, id = '']) => {
      await database
        .deleteFrom('case_events')
        .where('case_id', '=', id)
        .where('version', '>', 1)
        .execute()
      await forge(database)
    },
    [2, 3].map((version) => ({ fault: 'missing', case: 'C1', version })),
  ],
  'an event says something else': [
    async (database, [id = '']) => {
      await database
        .updateTable('case_events')
        .set({ at: at + 5 })
        .where('case_id', '=', id)
        .where('version', '=', 2)
        .execute()
      await forge(database)
    },
    [{ fault: 'changed', case: 'C0', version: 2 }],
  ],
  'an event is put in between': [
    async (database, [id = '']) => {
      const rows = await database
        .selectFrom('case_events')
        .select('sequence')
        .orderBy('sequence', 'desc')
        .execute()
      const { sequence: _, ...third } = await eventOf(database, id, 3)
      const [newest] = rows
      // It takes the place of the last sealed event but two, and all others come after it.
      for (const { sequence } of rows.slice(0, 3)) await moveTo(database, sequence, sequence + 1)
      const place = (newest?.sequence ?? 0) - 2
      await database
        .insertInto('case_events')
        .values({ ...third, version: 4, sequence: place })
        .execute()
      await forge(database)
    },
    [{ fault: 'inserted', case: 'C0', version: 4 }],
  ],
  'two events change places': [
    async (database, [one = '', other = '']) => {
      const [a, b] = [await eventOf(database, one, 1), await eventOf(database, other, 1)]
      await moveTo(database, a.sequence, 1_000_000)
      await moveTo(database, b.sequence, a.sequence)
      await moveTo(database, 1_000_000, b.sequence)
    },
    ['C0', 'C1'].map((id) => ({
      fault: 'moved',
      case: id,
      version: 1,
    })),
  ],
  'the register is set back': [
    async (database, [, , , id = '']) => {
      await database
        .deleteFrom('case_events')
        .where('case_id', '=', id)
        .where('version', '=', 3)
        .execute()
      await forge(database)
    },
    [{ fault: 'missing', case: 'C3', version: 3 }, { fault: 'rolled-back' }],
  ],
  'everything is gone': [
    async (database) => {
      await database.deleteFrom('case_events').execute()
      await database.deleteFrom('cases').execute()
    },
    [{ fault: 'missing', case: 'C2', version: 1 }, { fault: 'rolled-back' }],
  ],
}

/** The proof of the whole record, on a register that somebody owns. */
export function recordSealsSuite(name: string, open: () => Promise<OwnedRegister>): void {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  let made = 0

  /** Four cases, sealed after each of their three steps. */
  async function city() {
    const register = await open()
    const { store } = register
    const place = join(folder, String((made += 1)))
    const log = new MemoryLog()
    const key = keptKey(join(place, 'key.pem'))
    const clock = { now: () => at }
    const deps: SealingDeps & { readonly store: CaseStore } = {
      store,
      log,
      clock,
      file: sealFile(place),
      key,
      keepLooks: days(1_096),
    }
    const firsts = [0, 1, 2, 3].map((n) => sketch(n))
    let relayed = 0
    const step = async () => {
      const rows = await store.since(relayed, 100)
      relayed = rows.at(-1)?.record.sequence ?? relayed
      await log.append(
        caseEventsTopic,
        rows.map(({ record }) => record),
      )
      await seal(deps, never)
    }
    const seconds = firsts.map(({ after }) => next(after))
    const thirds = seconds.map(({ after }) => next(after))
    for (const commits of [firsts, seconds, thirds]) {
      for (const one of commits) await store.append(one)
      await step()
    }
    const check = () => checkRecord({ ...deps, keys: new Set([key.public]) }, () => {})
    const ids = firsts.map(({ id }) => String(id))
    return { ...register, deps, log, check, ids, step, place }
  }

  describe(`the record under seals: ${name}`, () => {
    test('holds as it was written, and nothing new makes no seal', async () => {
      const { store, check, step } = await city()
      await step()
      const counts = { cases: 4, events: 12, seals: 3, sealed: 12, evaluations: 0, looks: 0 }
      expect(await check()).toEqual({ ...counts, faults: [] })
      await store[Symbol.asyncDispose]()
    })

    test.each(Object.entries(attacks))('%s: found and named', async (_, [attack, named]) => {
      const { store, owned, check, ids } = await city()
      await owned((database) => attack(database, ids))
      const { faults } = await check()
      for (const fault of named) expect(faults).toContainEqual(expect.objectContaining(fault))
      await store[Symbol.asyncDispose]()
    })

    test('without the log the stretch is named', async () => {
      const { store, owned, deps, ids } = await city()
      const [attack] = attacks['an event says something else'] ?? []
      await owned(async (database) => attack?.(database, ids))
      const keys = new Set([deps.key.public])
      const { faults } = await checkRecord({ ...deps, log: new MemoryLog(), keys }, () => {})
      expect(faults.map(({ seal: number }) => number)).toContain(2)
      await store[Symbol.asyncDispose]()
    })

    test('after a backup was restored the record is accepted, with who and why, and holds from there', async () => {
      const { store, owned, check, ids, deps, step } = await city()
      const [attack] = attacks['the register is set back'] ?? []
      await owned(async (database) => attack?.(database, ids))
      expect((await check()).faults).not.toEqual([])
      const why = { by: 'admin', reason: 'the disk of the database broke' }
      expect(await accept(deps, why)).toMatchObject({ number: 4, events: 11, accepts: why })
      expect((await check()).faults).toEqual([])
      await store.append(sketch(9))
      await step()
      expect(await check()).toMatchObject({ events: 12, sealed: 12, faults: [] })
      await store[Symbol.asyncDispose]()
    })

    test('seals lost in one place come from the other; lost in both, changed or of a stranger, they are named', async () => {
      const { store, check, place, deps, log } = await city()
      const path = join(place, 'seals.jsonl')
      const whole = await readFile(path, 'utf8')
      const lines = whole.trimEnd().split('\n')
      const text = (some: readonly string[]) => some.map((line) => `${line}\n`).join('')
      const withFile = async (content: string, keys = new Set([deps.key.public])) => {
        await writeFile(path, content)
        const lost = { ...deps, log: new MemoryLog(), keys }
        return (await checkRecord(lost, () => {})).faults
      }
      await writeFile(path, text(lines.slice(0, 1)))
      expect((await check()).faults).toEqual([])
      await seal(deps, never)
      expect(await readFile(path, 'utf8')).toBe(whole)

      expect(await withFile(whole)).toEqual([])
      expect(await withFile(text(lines.toSpliced(1, 1)))).toContainEqual({
        fault: 'seal-missing',
        seal: 2,
      })
      expect(await withFile(whole.slice(0, -40))).toEqual([])
      expect(await withFile(whole.replace('"events":8', '"events":9'))).toContainEqual({
        fault: 'seal-damaged',
        seal: 2,
      })
      expect(await withFile(whole, new Set(['another']))).toContainEqual({
        fault: 'seal-foreign',
        seal: 1,
      })
      await writeFile(path, whole.replace('"events":8', '"events":9'))
      expect(
        (await checkRecord({ ...deps, log, keys: undefined }, () => {})).faults,
      ).toContainEqual({ fault: 'seal-differs', seal: 2 })
      await store[Symbol.asyncDispose]()
    })

    test('a last line that a crash cut off is written anew', async () => {
      const { store, place, deps, check } = await city()
      const path = join(place, 'seals.jsonl')
      const whole = await readFile(path, 'utf8')
      await writeFile(path, whole.slice(0, -7))
      await seal(deps, never)
      expect(await readFile(path, 'utf8')).toBe(whole)
      expect((await check()).faults).toEqual([])
      await store[Symbol.asyncDispose]()
    })
  })
}

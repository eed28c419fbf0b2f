import { join } from 'node:path'

import { expect, test } from 'vitest'

import type { CaseTables } from '../../cases/sql/case-tables.ts'
import { wantedBy, wantedWith } from '../../cases/sql/case-texts.ts'
import { walk, type Wanted } from '../../cases/sql/case-walk.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { sqliteTexts } from '../../cases/sqlite/case-texts.ts'
import { wholeCity } from '../../core/scope.ts'
import { instant } from '../../core/time.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import { fillRegister, sqliteBulk } from '../bench/case-register.ts'
import { lists } from '../bench/case-questions.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** What each question of a desk asks for, in words of `walk`. */
async function asked(): Promise<readonly (readonly [name: string, wanted: Wanted])[]> {
  const all: (readonly [string, Wanted])[] = []
  let name = ''
  const questions = lists({
    list: ({ scope = wholeCity, ...filter }, limit, cursor, order = 'newest') => {
      all.push([
        name,
        {
          filter: { ...filter, unit: filter.unit ?? scope.unit },
          ...{ scope, limit, cursor, order },
        },
      ])
      return Promise.resolve({ items: [] })
    },
  })
  for (const [called, , ask] of questions) {
    name = called
    await ask(0)
  }
  return all
}

test('whichever way is taken through the cases, a page has the same on it', async () => {
  const path = join(await temporaryFolder(), 'cases.db')
  const open = async () => (await openSqliteCases(path))[Symbol.asyncDispose]()
  await open()
  const now = instant(Date.parse('2026-03-13T16:00:00Z'))
  await fillRegister(sqliteBulk(path), { closed: 900, open: 300, now }, () => {})
  await open()
  const database = openSqlite<CaseTables>(path)
  let [cut, whole, found] = [0, 0, 0]
  for (const [name, wanted] of await asked()) {
    const met = await walk(database, wanted, {})
    const page =
      met?.length === 51 ? { ...wanted, cursor: `${met[24]?.time}:${met[24]?.id}` } : wanted
    const next = await walk(database, page, {})
    if (page !== wanted) expect([name, next?.slice(0, 26)]).toEqual([name, met?.slice(25)])
    const words = wantedBy(wanted.filter.search ?? [])
    if (words.length === 0) continue
    for (const most of [40, 400, 2_000]) {
      const some = await walk(database, page, { most })
      if (some === undefined) cut += 1
      else {
        whole += 1
        expect([name, most, some]).toEqual([name, most, next])
      }
    }
    const few = await sqliteTexts.among(database, wantedWith(words, wanted.filter), 2_000)
    if (few === undefined) continue
    found += 1
    expect([name, await walk(database, page, { found: few })]).toEqual([name, next])
  }
  await database.destroy()
  expect(Math.min(cut, whole, found)).toBeGreaterThan(9)
})

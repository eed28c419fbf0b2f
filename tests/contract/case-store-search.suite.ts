import { expect, test } from 'vitest'

import { searchTerms, type Names } from '../../cases/life/case-search.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId, CellCode, DeviceId, UnitId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { at, by, commit, dispatched } from './case-store-samples.ts'

const names: Names = {
  categories: {
    '0506': { zh: '道路积水', en: 'Standing water on road' },
    '0111': { zh: '燃气井盖', en: 'Gas cover' },
  },
  units: [{ id: 'drainage' as UnitId, name: { zh: '排水中心', en: 'Drainage centre' } }],
  devices: [{ id: 'wl-0042' as DeviceId, name: '文一西路下穿' }],
}

type Collected = Extract<CaseEvent, { readonly event: 'collected' }>['data']

const reported = (more: Partial<Collected>, when = at): CaseEvent => ({
  event: 'collected',
  at: when,
  by: { name: 'olga', role: 'operator' },
  data: {
    ...{ source: 'hotline', work: 'incident', category: '0999', severity: 'yellow' },
    ...{ title: { zh: '其他', en: 'Other' }, place: {}, lead: 'drainage', limit: '2 urgent hours' },
    deadline: { kind: 'dispatch', at: instant(when + 600_000), certain: true },
    ...more,
  },
})

/** What every case store finds by words; `fresh` opens an empty one. */
export function searchSuite(fresh: () => Promise<CaseStore>): void {
  const find = async (store: CaseStore, words: string): Promise<readonly string[]> => {
    const search = searchTerms(words, names)
    if (search === undefined) throw new Error(`nothing to look for in ${words}`)
    return (await store.list({ search }, 50)).items.map(({ id }) => id).toSorted()
  }

  test('finds cases by what they are called, where they are, whose they are and who acted', async () => {
    const store = await fresh()
    await store.append(
      commit('C20260315-8f3a1b2c9d4e', undefined, [
        reported({
          category: '0506',
          title: { zh: '路面有水', en: 'Wet road' },
          place: {
            device: 'wl-0042' as DeviceId,
            cell: '330106001002003' as CellCode,
            description: '中山路12号学校门口',
          },
        }),
        dispatched,
      ]),
    )
    const other = commit('C20260316-000000000001', undefined, [
      reported({
        category: '0111',
        title: { zh: '井盖缺失', en: "It's gone: 100% missing_cover" },
        place: { description: '解放路 ＡＢ座 𠮷野家' },
        text: 'Der Deckel der Straße fehlt',
      }),
    ])
    await store.append(other)
    const [first, second] = ['C20260315-8f3a1b2c9d4e', other.id]
    for (const words of [
      ...[
        '学校',
        '中山',
        '山路',
        '中山路12号',
        '路面',
        'wet',
        'ROAD',
        'wl-0042',
        '3301060010',
        '0506',
      ],
      ...['积水', 'standing', '排水', '排水中心', 'drain', '下穿', first, 'C20260315', 'c20260315'],
      ...['学校 wet 排水', '中山路 1', '8f3a1b'],
    ])
      expect([words, await find(store, words)]).toEqual([words, [first]])
    for (const words of [
      '燃气',
      '井盖',
      '缺失',
      'gone',
      "it's",
      '100%',
      'ab座',
      'AB',
      '𠮷野',
      'straße',
    ])
      expect([words, await find(store, words)]).toEqual([words, [second]])
    for (const words of ['解放路 学校', '山中路', 'ater', '盖井', 'drainag x2', '路水', 'a路座'])
      expect([words, await find(store, words)]).toEqual([words, []])
    // Of one character nothing is known beforehand, of none nothing at all.
    for (const words of ['路', 'a', '路 a', '___', '%%', ''])
      expect(searchTerms(words, names)).toBeUndefined()
    expect(await find(store, 'olga')).toEqual([first, second])
    expect(await find(store, '座 olga')).toEqual([second])

    await store.append(
      commit(other.id, other.after, [
        {
          event: 'commented',
          at,
          by: { name: 'max', role: 'manager', person: '陈大文' },
          data: { text: '已通知物业' },
        },
      ]),
    )
    for (const words of ['物业', '陈大文', '大文', 'max'])
      expect([words, await find(store, words)]).toEqual([words, [second]])
  })

  test('the pages of a search are those of the list, each case once, in both orders', async () => {
    const store = await fresh()
    const many = Array.from({ length: 23 }, (_, n) => {
      const place = { description: n % 3 === 0 ? '西湖边' : '湖滨路' }
      return commit(`C${n}`, undefined, [reported({ place }, instant(at + (n % 5)))])
    })
    for (const one of many) await store.append(one)
    const search = searchTerms('湖边', names) ?? []
    for (const order of ['newest', 'deadline'] as const) {
      const whole = (await store.list({ search }, 50, undefined, order)).items.map(({ id }) => id)
      const paged: string[] = []
      let cursor: string | undefined
      do {
        const { items, next } = await store.list({ search }, 3, cursor, order)
        paged.push(...items.map(({ id }) => id))
        cursor = next
      } while (cursor !== undefined)
      expect(whole).toHaveLength(8)
      expect(paged).toEqual(whole)
    }
  })

  test('a text of any kind is no obstacle to the record', async () => {
    const store = await fresh()
    const texts = ['x'.repeat(70_000), '\0', '\ud800', '\' " : * & | ! ( )', '积'.repeat(5_000), '']
    let last = commit('C1', undefined, [reported({ text: 'first' })])
    await store.append(last)
    for (const text of texts) {
      last = commit('C1', last.after, [{ event: 'commented', at, by, data: { text } }])
      await store.append(last)
    }
    expect(await find(store, 'first')).toEqual(['C1'])
    expect(await find(store, '积积')).toEqual(['C1'])
    expect((await store.load('C1' as CaseId)).length).toBe(texts.length + 1)
  })
}

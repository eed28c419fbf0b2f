import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import { handOverName } from '../../cases/duty-ports.ts'
import type { DutyLogFact } from '../../cases/life/duty-log.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { plus } from '../../core/time.ts'
import { at, by, someFreeze } from './case-store-samples.ts'

const desk = '@operator'
const sheet = '{"alarms":{"total":1}}'
const act = (minute: number) => ({ at: plus(at, minute), by })

const written = (minute: number, text = '泵站停电\0'): DutyLogFact => ({
  ...{ ...act(minute), event: 'entered' },
  data: { text, followUp: true, about: [{ kind: 'case', id: 'C1' }] },
})
const handedOver = (minute: number, shift: number): DutyLogFact => ({
  ...{ ...act(minute), event: 'handedOver' },
  data: {
    ...{ shift, words: '一切正常', entries: 1 },
    carried: [
      {
        ...{ ...act(1), number: 1, shift: 1, text: '泵站停电\0', followUp: true },
        about: [{ kind: 'case', id: 'C1' }],
      },
    ],
    digest: createHash('sha256').update(sheet).digest('hex'),
  },
})
const takenOver = (minute: number, shift: number): DutyLogFact => ({
  ...{ ...act(minute), event: 'takenOver' },
  data: { shift, way: 'successor', disputed: false, remarks: '知悉' },
})

/** A shift that was handed over and taken over, and an entry of the next one. */
export async function someShift(store: CaseStore, of: string = desk): Promise<void> {
  await store.appendLog(of, 0, { shift: 1, fact: written(1) })
  await store.appendLog(of, 1, { shift: 1, fact: handedOver(2, 1), sheet })
  await store.appendLog(of, 2, { shift: 2, fact: written(3) })
  await store.appendLog(of, 3, { shift: 1, fact: takenOver(4, 1) })
}

/** What every case store does with logs of shifts; `fresh` opens an empty one. */
export function dutyLogSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps the log of a desk shift by shift, and gives what came since the last hand-over', async () => {
    const store = await fresh()
    expect(await store.logTail(desk)).toEqual([])
    await store.appendLog(desk, 0, { shift: 1, fact: written(1) })
    expect(await store.logTail(desk)).toEqual([{ version: 1, fact: written(1) }])
    await someShift(store, 'drainage')
    expect(await store.logTail('drainage')).toEqual([
      { version: 2, fact: handedOver(2, 1) },
      { version: 3, fact: written(3) },
      { version: 4, fact: takenOver(4, 1) },
    ])
    expect(await store.shiftFacts('drainage', 1)).toEqual([
      { version: 1, fact: written(1) },
      { version: 2, fact: handedOver(2, 1) },
      { version: 4, fact: takenOver(4, 1) },
    ])
    expect(await store.sheet('drainage', 1)).toBe(sheet)
    expect(await store.sheet(desk, 1)).toBeUndefined()
    expect(await store.loggedDesks()).toEqual([desk, 'drainage'])
  })

  test('lists hand-overs by desk and time, newest first, with who took them over', async () => {
    const store = await fresh()
    await someShift(store)
    await someShift(store, 'drainage')
    await store.appendLog(desk, 4, { shift: 2, fact: handedOver(60, 2), sheet })
    const desks = [desk, 'drainage', 'road']
    const listed = await store.handOvers({ desks }, 9)
    expect(listed.map(({ desk, shift }) => `${desk} ${shift}`)).toEqual([
      ...[`${desk} 2`, `${desk} 1`],
      'drainage 1',
    ])
    expect(listed[0]).toMatchObject({ at: plus(at, 60), followUps: 1, words: '一切正常' })
    expect(listed[0]?.takenOver).toBeUndefined()
    expect(listed[1]?.takenOver).toEqual({
      ...{ at: plus(at, 4), by, way: 'successor', disputed: false, remarks: '知悉' },
    })
    const first = { desks: [desk], from: plus(at, 2), to: plus(at, 60) }
    expect((await store.handOvers(first, 9)).map(({ shift }) => shift)).toEqual([1])
    expect(await store.handOvers({ desks: [] }, 9)).toEqual([])
    expect(await store.handOvers({ desks }, 1)).toHaveLength(1)
  })

  test('of two that write at once one is refused; no shift is handed over twice', async () => {
    const store = await fresh()
    const entry = { shift: 1, fact: handedOver(1, 1), sheet }
    const twice = await Promise.allSettled([0, 1].map(() => store.appendLog(desk, 0, entry)))
    expect(twice.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    for (const version of [0, 5])
      await expect(store.appendLog(desk, version, entry)).rejects.toMatchObject({
        code: 'version-conflict',
      })
    expect(await store.handOvers({ desks: [desk] }, 9)).toHaveLength(1)
    await expect(store.appendLog(desk, 1, entry)).rejects.toMatchObject({
      code: 'version-conflict',
    })
  })

  test('each hand-over has its place among what is sealed, and is proved by it', async () => {
    const store = await fresh()
    await someFreeze(store, 'march', '2026-03-01_2026-03-31')
    await Promise.all(['@operator', '@dispatcher', 'drainage'].map((of) => someShift(store, of)))
    const links = await store.evaluationLinks(1, 99)
    expect(links.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6, 7])
    expect(links.map(({ evaluation, version }) => `${evaluation} ${version}`).toSorted()).toEqual(
      ['@dispatcher', '@operator', 'drainage'].flatMap((of) =>
        [1, 2].map((version) => `${handOverName(of, 1)} ${version}`),
      ),
    )
    expect(await store.verifyFrozen(handOverName(desk, 1))).toEqual([])
    expect(await store.frozenEvaluations(9)).toEqual(['2026-03-01_2026-03-31'])
  })
}

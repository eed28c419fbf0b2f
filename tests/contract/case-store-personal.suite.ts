import { expect, test } from 'vitest'

import type { PersonalChoice } from '../../cases/life/personal-choice.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant, plus } from '../../core/time.ts'
import { at, sketch } from './case-store-samples.ts'

export const personalChoice = (person: string, version = 1): PersonalChoice => ({
  ...{ person, version, at: plus(at, version), quiet: { from: '22:00', to: '07:00' } },
  ways: [
    {
      ...{ channel: 'webhook', address: `https://push.example.cn/${person}/of-a-key-of-theirs` },
      ...{ grades: ['orange', 'yellow'], quietGrades: ['orange'] },
    },
    { channel: 'console', grades: [], quietGrades: [] },
  ],
})

/** What every case store does with what people chose, and with who is told next in person; `fresh` opens an empty one. */
export function personalSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps what each person chose last, and of two at the same time one', async () => {
    const store = await fresh()
    expect(await store.personalChoice('zhang')).toBeUndefined()
    const first = await Promise.all(
      [1, 1, 1].map((version) => store.putPersonalChoice(personalChoice('zhang', version))),
    )
    expect(first.filter(Boolean)).toHaveLength(1)
    expect(await store.putPersonalChoice(personalChoice('li'))).toBe(true)
    const second = await Promise.all(
      [2, 2].map((version) => store.putPersonalChoice(personalChoice('zhang', version))),
    )
    expect(second.filter(Boolean)).toHaveLength(1)
    expect(await store.putPersonalChoice(personalChoice('zhang', 4))).toBe(false)
    expect(await store.personalChoice('zhang')).toEqual(personalChoice('zhang', 2))
    expect(await store.personalChoice('li')).toEqual(personalChoice('li'))
  })

  test('keeps when the next person is told, beside the next step of escalation', async () => {
    const store = await fresh()
    const id = 'C1' as CaseId
    const planned = async () =>
      (await store.due(instant(9e12), 9))
        .filter(({ kind }) => kind === 'person' || kind === 'escalation')
        .map(({ kind, at: when }) => `${kind} ${when}`)
        .sort()
    await store.append({ ...sketch(1), escalation: instant(700), person: instant(600) })
    expect(await planned()).toEqual(['escalation 700', 'person 600'])
    await store.planPerson(id, 1, instant(800))
    await store.planPerson(id, 2, instant(900))
    expect(await planned()).toEqual(['escalation 700', 'person 800'])
    await store.planEscalation(id, 1, undefined)
    expect(await planned()).toEqual(['person 800'])
    await store.planPerson(id, 1, undefined)
    expect(await planned()).toEqual([])
  })
}

import { describe, expect, it, test } from 'vitest'

import { fieldOf, instantIn } from '../../../console/parts/city-time.ts'
import { byState, whyState } from '../../../console/pages/rules/why-state.ts'
import type { WhyAnswer } from '../../../console/api/types.ts'

type Explained = WhyAnswer['rules'][number]
type Level = Explained['levels'][number]

const level: Level = {
  ...{ severity: 'blue', when: 'depth > 3', holds: false, values: [] },
  ...{ holdSeconds: 60, clearHoldSeconds: 0, stands: false },
}
const rule = (id: string, ...levels: readonly Level[]): Explained => ({
  ...{ rule: id, title: { zh: id, en: id }, version: '', applies: true, judged: 1_000 },
  ...{ entries: [], levels, verdict: { zh: '', en: '' } },
})

describe('what a rule made of a device, in one word', () => {
  test.each([
    [
      'stands',
      [
        { ...level, holds: null },
        { ...level, stands: true },
      ],
    ],
    ['holding', [{ ...level, holds: true, since: 900 }]],
    ['trueNow', [{ ...level, holds: true }]],
    ['unknown', [level, { ...level, holds: null }]],
    ['notTrue', [level]],
    ['neverJudged', []],
  ] as const)('%s', (state, levels) => expect(whyState(rule('a', ...levels))).toBe(state))

  it('is no hold where a rule of silence says since when nothing was heard', () => {
    const { judged: _, ...silence } = rule('silent', { ...level, since: 900 })
    expect(whyState(silence)).toBe('notTrue')
  })

  it('puts what stands first and keeps the rest as it is', () => {
    const rules = [rule('b', level), rule('a', level), rule('c', { ...level, stands: true })]
    expect(byState(rules).map(({ rule: id }) => id)).toEqual(['c', 'b', 'a'])
  })
})

describe('an instant on the clocks of the city', () => {
  test.each(['Asia/Shanghai', 'Europe/Berlin'])('comes back as it went in: %s', (zone) => {
    for (const at of ['2026-03-29T00:59:59Z', '2026-03-29T01:00:00Z', '2026-07-01T12:00:00Z'])
      expect(instantIn(fieldOf(Date.parse(at), zone), zone)).toBe(Date.parse(at))
  })

  it('is none for an empty field', () => {
    expect(instantIn('', 'Asia/Shanghai')).toBeUndefined()
  })
})

import { expect, test } from 'vitest'

import { rulesIn } from '../../../console/pages/alarms/rules-in.ts'

test('who reads no rules chooses among those of the alarms there, as they are called now', () => {
  const alarm = (rule: string, zh: string) => ({ rule, title: { zh, en: rule } })
  expect(
    rulesIn([alarm('water', '积水'), alarm('cover', '井盖'), alarm('water', '积水（旧）')]),
  ).toEqual([
    { id: 'cover', title: { zh: '井盖', en: 'cover' } },
    { id: 'water', title: { zh: '积水', en: 'water' } },
  ])
  expect(rulesIn([])).toEqual([])
})

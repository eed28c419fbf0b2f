import { expect, test } from 'vitest'

import { editLines } from '../../../../app/cli/devices.ts'
import { table } from '../../../../app/cli/table.ts'

test('an edit is told with who, when, and each field before and after', () => {
  const edits = [
    {
      ...{ at: Date.parse('2026-06-02T08:00:00Z'), by: 'wang', added: false },
      fields: [
        { field: 'hours', before: '10:00-14:00', after: 'Mo-Fr 10:00-21:00' },
        { field: 'owner', after: 'lj-roads' },
      ],
    },
    { at: Date.parse('2026-06-01T08:00:00Z'), by: 'li', added: true, fields: [] },
  ]
  const text = table(['at', 'by', 'field', 'before', 'after'], editLines(edits))
  expect(text.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'at | by | field | before | after',
    '2026-06-02T08:00:00.000Z | wang | hours | 10:00-14:00 | Mo-Fr 10:00-21:00',
    '2026-06-02T08:00:00.000Z | wang | owner | - | lj-roads',
    '2026-06-01T08:00:00.000Z | li | (registered) | - | -',
    '',
  ])
})

/** Open cases that may tell of the same thing (疑似重复). */
import { alikeSchema } from '../../cases/api/alike-contract.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { only } from './devices.ts'
import { clock, print } from './table.ts'

export const alike: Command = {
  name: 'alike',
  summary: 'Lists open cases that may tell of the same thing as a case',
  usage: '<case>',
  options: clientOptions,
  more: 'Mark one: urban-brain cases do <case> markDuplicate --of <case that is kept> --reason "the same water"',
  async run(input) {
    const id = only(input, 'the number of a case')
    const { items } = alikeSchema.parse(
      await clientOf(input).get(`/v1/cases/${encodeURIComponent(id)}/alike`),
    )
    const rows = items.map(({ case: other, metres }) => ({
      ...{ collected: clock(other.collectedAt), id: other.id, stage: other.stage, metres },
      ...{ source: other.source, category: other.category, title: other.title.zh },
    }))
    print(
      input.flag('json'),
      ['collected', 'id', 'metres', 'stage', 'source', 'category', 'title'],
      rows,
      items,
    )
  },
}

/** Patrols (巡查): tasks of some days, or how they were walked. */
import { patrolFiguresSchema, patrolsPageSchema } from '../../cases/api/patrol-contract.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { patrolDimensions } from '../../core/patrol-terms.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { givenOf } from './fields.ts'
import { clock, print } from './table.ts'

const share = (rate: number | undefined): string | undefined =>
  rate === undefined ? undefined : `${(rate * 100).toFixed(1)} %`

export const patrols: Command = {
  name: 'patrols',
  summary: 'Tasks of patrols (巡查任务) of some days; --by counts how they were walked',
  options: {
    ...clientOptions,
    from: { type: 'string', value: '<day>', help: 'first day, 2026-01-31' },
    to: { type: 'string', value: '<day>', help: 'last day (default: the first)' },
    state: { type: 'string', value: '<state>', help: 'open, walking, done, unfinished or missed' },
    grid: { type: 'string', value: '<grid>', help: 'of one responsibility grid' },
    person: { type: 'string', value: '<account>', help: 'walked by, or for one person' },
    by: { type: 'string', value: '<what>', help: `one of ${patrolDimensions.join(', ')}` },
  },
  more: 'Example: urban-brain cases patrols --from 2026-03-01 --to 2026-03-31 --by grid --token <supervisor token>',
  async run(input) {
    const client = clientOf(input)
    const json = input.flag('json')
    const from = input.text('from')
    if (from === undefined)
      throw new UrbanBrainError('usage', 'name the first day: --from 2026-01-31')
    const days = { from, to: input.text('to') ?? from }
    const by = input.text('by')
    if (by !== undefined) {
      const found = patrolFiguresSchema.parse(
        await client.get('/v1/patrol-figures', { ...days, by }),
      )
      const rows = found.rows.map((row) => ({
        ...row,
        key: row.key ?? 'all',
        doneRate: share(row.doneRate),
        reachedRate: share(row.reachedRate),
        coveredRate: share(row.coveredRate),
      }))
      const columns = ['key', 'due', 'done', 'unfinished', 'missed'] as const
      print(json, [...columns, 'doneRate', 'reachedRate', 'coveredRate'], rows, found.rows)
      return
    }
    const asked = { ...days, ...givenOf(input, ['state', 'grid', 'person']) }
    const { items, next } = patrolsPageSchema.parse(await client.get('/v1/patrols', asked))
    const rows = items.map((task) => ({
      ...{ id: task.id, name: task.name, grid: task.grid, state: task.state },
      ...{ from: clock(task.from), to: clock(task.to), late: task.late ? 'late' : undefined },
      who: task.started?.by ?? task.people.join(' '),
      points: `${task.coverage?.points.length ?? 0}/${task.points.length}`,
    }))
    print(json, ['from', 'to', 'id', 'name', 'grid', 'state', 'late', 'who', 'points'], rows, items)
    if (next !== undefined && !json) process.stdout.write('and more: name fewer days\n')
  },
}

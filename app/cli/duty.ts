/** Rotas of the units (值班表). */
import { readFileSync } from 'node:fs'

import {
  dutiesSchema,
  rotaImportedSchema,
  rotaSchema,
  type rotaImportQuerySchema,
} from '../../cases/api/duty-contract.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { parseRfc3339 } from '../../core/rfc3339.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command, Input } from './command.ts'
import { clock, print, table } from './table.ts'

export const duty: Command = {
  name: 'duty',
  summary: 'Who is on duty now (值班), and gaps; --unit shows a rota, --in swaps a duty',
  options: {
    ...clientOptions,
    unit: { type: 'string', value: '<unit>', help: 'the rota of this unit, and its coming duty' },
    out: { type: 'string', value: '<account>', help: 'swap: who would be on duty' },
    in: { type: 'string', value: '<account>', help: 'swap: who is instead' },
    from: { type: 'string', value: '<time>', help: 'swap: from 2026-03-15T20:00:00+08:00' },
    to: { type: 'string', value: '<time>', help: 'swap: until then' },
    reason: { type: 'string', value: '<words>', help: 'swap: why' },
  },
  more: 'Example: urban-brain cases duty --unit drainage --out zhang --in li --from 2026-03-15T20:00:00+08:00 --to 2026-03-16T08:00:00+08:00 --reason "ill"',
  async run(input) {
    const client = clientOf(input)
    const unit = input.text('unit')
    const json = input.flag('json')
    if (unit === undefined) {
      if (input.text('in') !== undefined)
        throw new UrbanBrainError('usage', 'a swap is of one unit; name it with --unit')
      const found = dutiesSchema.parse(await client.get('/v1/duty'))
      const rows = found.map((row) => ({
        unit: row.unit,
        onDuty: row.version === 0 ? '(no rota)' : row.onDuty.map(({ name }) => name).join(' '),
        gaps: row.gaps.length,
        firstGap: row.gaps[0] && clock(row.gaps[0].from),
      }))
      print(json, ['unit', 'onDuty', 'gaps', 'firstGap'], rows, found)
      return
    }
    const path = `/v1/duty/${encodeURIComponent(unit)}`
    const answer =
      input.text('in') === undefined
        ? await client.get(path)
        : await client.post(`${path}/swap`, {
            out: input.text('out'),
            in: input.text('in'),
            from: timeIn(input, 'from'),
            to: timeIn(input, 'to'),
            reason: input.text('reason'),
          })
    const rota = rotaSchema.parse(answer)
    const turns = rota.turns.map((turn) => ({
      ...turn,
      from: clock(turn.from),
      to: clock(turn.to),
    }))
    if (!json) {
      const columns = ['person', 'since', 'until', 'days', 'from', 'to'] as const
      process.stdout.write(`version ${rota.version}\n${table(columns, rota.shifts)}\n`)
    }
    print(json, ['from', 'to', 'person', 'instead'], turns, [rota])
  },
}

function timeIn(input: Input, name: string): number | undefined {
  const text = input.text(name)
  const at = text === undefined ? undefined : parseRfc3339(text)
  if (text !== undefined && at === undefined)
    throw new UrbanBrainError(
      'usage',
      `--${name}: ${text} is no time like 2026-03-15T20:00:00+08:00`,
    )
  return at
}

export const importDuty: Command = {
  name: 'import-duty',
  summary: 'Takes rotas from a CSV file, all of its units or none',
  usage: '<file>',
  options: {
    ...clientOptions,
    'dry-run': { type: 'boolean', help: 'only check the file; says all that the import would say' },
    reason: { type: 'string', value: '<words>', help: 'why; kept with the rota' },
  },
  more: [
    'Columns: unit, person (account), since, until, days, from, to. Of a unit in the file its rows are those of the file.',
    '',
    'Example: urban-brain cases import-duty rota.csv --dry-run',
  ].join('\n'),
  async run(input) {
    const [file, ...others] = input.positionals
    if (file === undefined || others.length > 0) throw new UrbanBrainError('usage', 'name one file')
    let bytes: Uint8Array
    try {
      bytes = readFileSync(file)
    } catch (error) {
      throw new UrbanBrainError('usage', `${file} cannot be read: ${messageOf(error)}`)
    }
    const reason = input.text('reason')
    const query = new URLSearchParams({
      dryRun: String(input.flag('dry-run')),
      ...(reason === undefined ? {} : { reason }),
    } satisfies { [Field in keyof typeof rotaImportQuerySchema.shape]?: string })
    const { dryRun, units } = rotaImportedSchema.parse(
      await clientOf(input).post(`/v1/duty-import?${query.toString()}`, bytes, 'text/csv'),
    )
    print(input.flag('json'), ['unit', 'rows', 'added', 'removed', 'gaps'], units)
    if (dryRun && !input.flag('json')) process.stdout.write('nothing was imported\n')
  },
}

import { writeFile } from 'node:fs/promises'

import { evaluationSchema } from '../../cases/api/evaluation-contract.ts'
import { dimensions } from '../../core/evaluation-dimensions.ts'
import { evaluationRows } from '../../cases/report/evaluation-csv.ts'
import { toCsv } from '../../core/csv.ts'
import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { print } from './table.ts'

/** What stands in the table; `--csv` and `--json` have all of them. */
const columns = {
  handled: 'disposeRate',
  inTime: 'inTimeDisposeRate',
  reworked: 'reworkRate',
  overdue: 'overTimeRate',
  closedInTime: 'inTimeArchiveRate',
} as const

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'Evaluates a period (考评): rates with what they are made of, and a ranking',
  options: {
    ...clientOptions,
    from: { type: 'string', value: '<date>', help: 'first day, e.g. 2026-03-01' },
    to: { type: 'string', value: '<date>', help: 'last day (default: yesterday, and 30 days)' },
    by: { type: 'string', value: '<what>', help: `${dimensions.join(', ')} (default unit)` },
    grid: { type: 'string', value: '<code>', help: 'of one responsibility grid (责任网格)' },
    edition: { type: 'string', value: '<n>', help: 'as it was frozen; with --from and --to' },
    xlsx: { type: 'string', value: '<file>', help: 'write a workbook for a spreadsheet' },
    csv: { type: 'boolean', help: 'print all indicators, also of the periods compared, as CSV' },
  },
  more: 'Example: urban-brain cases evaluate --from 2026-03-01 --to 2026-03-31 --by unit --csv > march.csv',
  async run(input) {
    const query = {
      ...{ from: input.text('from'), to: input.text('to') },
      ...{ by: input.text('by'), grid: input.text('grid'), edition: input.text('edition') },
    }
    const client = clientOf(input)
    const file = input.text('xlsx')
    if (file !== undefined) {
      await writeFile(file, await client.bytes('/v1/evaluations.xlsx', query))
      process.stdout.write(`${file}\n`)
      return
    }
    const answer = await client.get('/v1/evaluations', query)
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
      return
    }
    const found = evaluationSchema.parse(answer)
    if (input.flag('csv')) {
      process.stdout.write(toCsv(evaluationRows(found.by, found)))
      return
    }
    const { from, to, by, total, rows, running } = found
    process.stdout.write(`${from} to ${to}${running ? ', not over yet' : ''}, by ${by}\n`)
    const shown = [...rows, { key: '*', ...total }].map(({ key, values, ...row }) => {
      const rate = (indicator: string) => {
        const one = values.find((value) => value.indicator === indicator)
        if (one?.value === undefined) return undefined
        return `${(one.value * 100).toFixed(1)}% ${one.numerator}/${one.denominator}`
      }
      return {
        ...{ key, ...row },
        handled: rate(columns.handled),
        inTime: rate(columns.inTime),
        reworked: rate(columns.reworked),
        overdue: rate(columns.overdue),
        closedInTime: rate(columns.closedInTime),
      }
    })
    print(
      false,
      ['rank', 'key', 'score', 'handled', 'inTime', 'reworked', 'overdue', 'closedInTime'] as const,
      shown,
    )
  },
}

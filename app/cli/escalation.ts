import { readEscalation } from '../../cases/desk/escalation-file.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { readWrittenText } from '../../runtime/written-file.ts'
import { mistakeText } from '../../runtime/yaml-source.ts'

import type { Command } from './command.ts'
import { only } from './devices.ts'
import { print } from './table.ts'

const mostBytes = 1_048_576

export const checkEscalation: Command = {
  name: 'check-escalation',
  summary: 'Checks a file of chains of escalation (逐级催办), and says what it tells whom',
  usage: '<yaml>',
  options: { json: { type: 'boolean', help: 'print the chains as JSON' } },
  more: 'Example: urban-brain cases check-escalation escalation.yaml && cp escalation.yaml city/',
  async run(input) {
    const path = only(input, 'a YAML file')
    const { rows, mistakes } = readEscalation(await readWrittenText(path, mostBytes), path)
    if (mistakes.length > 0)
      throw new UrbanBrainError('city-invalid', `${path} has ${mistakes.length} mistakes`, {
        details: mistakes.map(mistakeText),
      })
    const steps = rows.flatMap(({ severities, time, work, category, steps: of }, index) =>
      of.map(({ id, again }) => ({
        row: index + 1,
        cases: [severities?.join(' '), time, work, category].filter(Boolean).join(', ') || 'all',
        step: id,
        again: again && `${again.times} times, every ${again.every / 1_000} s`,
      })),
    )
    print(input.flag('json'), ['row', 'cases', 'step', 'again'], steps, rows)
    if (!input.flag('json'))
      process.stdout.write(`${rows.length} rows, ${steps.length} steps: no mistakes\n`)
  },
}

/** Personal data: who looked at it, and what goes when. */
import { looksPageSchema, retentionSchema } from '../../cases/api/look-contract.ts'
import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { givenOf } from './fields.ts'
import { clock, print } from './table.ts'

export const looks: Command = {
  name: 'looks',
  summary: 'Who looked at personal data (个人信息查看记录), newest first; needs administrator',
  options: {
    ...clientOptions,
    case: { type: 'string', value: '<case>', help: 'of one case' },
    by: { type: 'string', value: '<name>', help: 'of one person' },
    before: { type: 'string', value: '<number>', help: 'go on behind this one' },
    limit: { type: 'string', value: '<n>', help: 'at most so many (default 100)' },
    csv: { type: 'boolean', help: 'all of them, as CSV' },
  },
  more: 'Example: urban-brain cases looks --case C20260315-8f3a1b2c9d4e --token <administrator token>',
  async run(input) {
    const client = clientOf(input)
    if (input.flag('csv')) {
      const table = await client.get('/v1/personal-looks.csv', givenOf(input, ['case', 'by']))
      process.stdout.write(String(table))
      return
    }
    const { items, next } = looksPageSchema.parse(
      await client.get('/v1/personal-looks', givenOf(input, ['case', 'by', 'before', 'limit'])),
    )
    const rows = items.map(({ by, ...item }) => ({
      ...{ ...item, at: clock(item.at), fields: item.fields.join(' ') },
      who: by.person ?? by.name,
    }))
    print(
      input.flag('json'),
      ['number', 'at', 'who', 'what', 'case', 'fields', 'purpose'],
      rows,
      items,
    )
    if (next !== undefined && !input.flag('json')) process.stdout.write(`more: --before ${next}\n`)
  },
}

export const retention: Command = {
  name: 'retention',
  summary: 'Says what the next sweep erases of reporters, photos and tracks; changes nothing',
  options: clientOptions,
  more: [
    'Reporters go when cases.personal.keepReporters has passed since their case ended, photos when',
    'cases.photos.keep has passed since all their cases did; without it none does.',
    '',
    'Example: urban-brain cases retention --token <administrator token>',
  ].join('\n'),
  async run(input) {
    const found = retentionSchema.parse(await clientOf(input).get('/v1/personal-retention'))
    if (input.flag('json')) {
      process.stdout.write(`${JSON.stringify(found)}\n`)
      return
    }
    const { reporters, photos, tracks } = found
    process.stdout.write(`positions of patrols from before ${clock(tracks.before)} go\n`)
    if (reporters === undefined)
      process.stdout.write('reporters are kept until an administrator erases them\n')
    else tell(reporters, reporters.due)
    if (photos === undefined) process.stdout.write('photos are kept for ever\n')
    else
      tell(
        photos,
        photos.due.map((row) => `${row.case}  ${row.photos} photos`),
      )
  },
}

function tell(
  { before, more }: { readonly before: number; readonly more: boolean },
  due: readonly string[],
): void {
  for (const line of due) process.stdout.write(`${line}\n`)
  const count = `${due.length}${more ? ' and more' : ''}`
  process.stdout.write(`${count} cases that ended before ${clock(before)}\n`)
}

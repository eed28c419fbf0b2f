/** The switch by which people hold what rules have devices do (联动), from a terminal. */
import type { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { type holdLinksSchema, linkHoldsSchema } from '../../devices/api/link-contract.ts'
import { clientOf, clientOptions } from './client.ts'
import type { Command, CommandBody, Input } from './command.ts'
import { clock, print } from './table.ts'

const path = '/v1/link-holds'
type Holds = z.output<typeof linkHoldsSchema>

const list: Command = {
  name: 'list',
  summary: 'Where links are held, and who held them and let them go',
  options: {
    ...clientOptions,
    edits: { type: 'boolean', help: 'what was done, newest first' },
  },
  async run(input) {
    const holds = linkHoldsSchema.parse(await clientOf(input).get(path))
    show(input, input.flag('edits') ? holds.edits : holds.held)
  },
}

const change = (held: boolean, summary: string): Command => ({
  name: held ? 'hold' : 'release',
  summary,
  usage: '[<device>]',
  options: {
    ...clientOptions,
    reason: { type: 'string', value: '<text>', help: 'why' },
  },
  more: `Without a device it is for all of the city.\n\nExample: urban-brain links ${held ? 'hold' : 'release'} du-0002 --reason "pump is mended"`,
  async run(input) {
    const [device, ...others] = input.positionals
    const reason = input.text('reason')
    if (others.length > 0 || reason === undefined)
      throw new UrbanBrainError('usage', 'this command takes one device or none, and --reason')
    const body: z.input<typeof holdLinksSchema> = { device, held, reason }
    const holds = linkHoldsSchema.parse(await clientOf(input).post(path, body))
    show(input, holds.held)
  },
})

function show(input: Input, shown: Holds['held']): void {
  const lines = shown.map(({ device, held, at, by, reason }) => ({
    ...{ device: device ?? 'all', links: held ? 'held' : 'go on', since: clock(at), by, reason },
  }))
  print(input.flag('json'), ['device', 'links', 'since', 'by', 'reason'], lines, shown)
}

export const links: CommandBody = {
  subcommands: [
    list,
    change(true, 'From now on no rule has the device, or any of the city, do something'),
    change(false, 'They may again'),
  ],
}

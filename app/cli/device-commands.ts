/** What devices are told to do from a terminal, and what became of it. */
import { setTimeout as delay } from 'node:timers/promises'

import type { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import {
  commandViewSchema,
  type commandOfferSchema,
  type deviceCommandsQuerySchema,
  deviceCommandsSchema,
  type giveCommandSchema,
} from '../../devices/api/command-contract.ts'
import { clientOf, clientOptions, type Client } from './client.ts'
import type { Command } from './command.ts'
import { givenOf } from './fields.ts'
import { progressLines } from './progress.ts'
import { clock, print } from './table.ts'

type CommandView = z.output<typeof commandViewSchema>
type CommandOffer = z.output<typeof commandOfferSchema>

/** How a command that waits ends. */
const exitCodes = { done: 0, refused: 3, expired: 4 } as const
const pause = 500

export const command: Command = {
  name: 'command',
  summary: 'Tells a device to do something, and waits for its answer',
  usage: '<id> [<command> [<argument>=<value> ...]]',
  options: {
    ...clientOptions,
    reason: { type: 'string', value: '<text>', help: 'why; asked for by what is dangerous' },
    'no-wait': { type: 'boolean', help: 'do not wait for the answer' },
  },
  more: [
    'Without a command it lists what the device can be told. Ends with 0 when the device did it, with 3 when it refused,',
    'with 4 when it did not answer in time. Ctrl-C ends the waiting, and not the command.',
    '',
    'Example: urban-brain devices command wl-0001 interval seconds=30',
  ].join('\n'),
  async run(input) {
    const [id, name, ...given] = input.positionals
    if (id === undefined) throw noDevice()
    const client = clientOf(input)
    const json = input.flag('json')
    if (name === undefined) {
      const { offers } = deviceCommandsSchema.parse(await client.get(pathOf(id)))
      print(json, ['command', 'arguments', 'reason', 'what'], offers.map(offerLine), offers)
      return
    }
    const reason = input.text('reason')
    const body: z.input<typeof giveCommandSchema> = {
      command: name,
      arguments: Object.fromEntries(given.map(argumentOf)),
      ...(reason !== undefined && { reason }),
    }
    const kept = commandViewSchema.parse(await client.post(pathOf(id), body))
    const last = input.flag('no-wait') ? kept : await ended(client, kept)
    process.stdout.write(json ? `${JSON.stringify(last)}\n` : `${last.id} ${outcomeOf(last)}\n`)
    if (last.stage in exitCodes) process.exitCode = exitCodes[last.stage as keyof typeof exitCodes]
  },
}

export const commands: Command = {
  name: 'commands',
  summary: 'What a device was told to do, newest first, and what became of it',
  usage: '<id>',
  options: {
    ...clientOptions,
    limit: { type: 'string', value: '<n>', help: 'at most so many commands (default 20)' },
  },
  async run(input) {
    const [id, ...others] = input.positionals
    if (id === undefined || others.length > 0) throw noDevice()
    const { commands: found } = deviceCommandsSchema.parse(
      await clientOf(input).get(
        pathOf(id),
        givenOf<keyof typeof deviceCommandsQuerySchema.shape>(input, ['limit']),
      ),
    )
    const lines = found.map((one) => ({
      given: clock(one.given),
      by: one.by,
      command: orderOf(one),
      reason: one.reason,
      outcome: outcomeOf(one),
      answered: clock(one.answered),
      id: one.id,
    }))
    const columns = ['given', 'by', 'command', 'reason', 'outcome', 'answered', 'id'] as const
    print(input.flag('json'), columns, lines, found)
  },
}

const noDevice = () => new UrbanBrainError('usage', 'this command takes a device id')

const pathOf = (id: string): string => `/v1/devices/${encodeURIComponent(id)}/commands`

async function ended(client: Client, kept: CommandView): Promise<CommandView> {
  const tell = progressLines()
  for (let now = kept; ;) {
    if (now.stage in exitCodes) return now
    tell(now.stage, `waits for the answer until ${clock(now.until)}`)
    await delay(pause)
    now = commandViewSchema.parse(await client.get(`/v1/commands/${kept.id}`))
  }
}

/** As it is typed. */
export const orderOf = ({ command, arguments: given }: CommandView): string =>
  [command, ...Object.entries(given).map(([name, value]) => `${name}=${value}`)].join(' ')

export function outcomeOf({ stage, late, said, code }: CommandView): string {
  const why = said ?? code?.en
  return `${stage}${late ? ', late' : ''}${why === undefined ? '' : `: ${why}`}`
}

function argumentOf(text: string): readonly [string, string | number] {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (name === '') throw new UrbanBrainError('usage', `${text}: an argument is seconds=30`)
  return [name, value.trim() === '' || Number.isNaN(Number(value)) ? value : Number(value)]
}

const offerLine = ({ command: name, en, dangerous, arguments: taken }: CommandOffer) => ({
  command: name,
  arguments: taken.map(boundsOf).join(' ') || '-',
  reason: dangerous ? 'needed' : '-',
  what: en,
})

function boundsOf({
  name,
  min,
  max,
  among,
  quantities,
}: CommandOffer['arguments'][number]): string {
  if (quantities !== undefined) return `${name}=${quantities.map((one) => one.name).join('|')}`
  if (among !== undefined) return `${name}=${among.join('|')}`
  return min === undefined ? `${name}=<number>` : `${name}=${min}..${max}`
}

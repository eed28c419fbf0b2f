import { resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { z } from 'zod'

import { backtestSchema, type backtestBodySchema } from '../../rules/api/history-contract.ts'
import { inspectCatalogue, rulesInvalid } from '../../rules/in-force/catalogue.ts'
import { UrbanBrainError } from '../../core/errors.ts'

import { clientOf, clientOptions, type Client } from './client.ts'
import type { Command, Input } from './command.ts'
import { epochText } from './epoch-text.ts'
import { progressLines } from './progress.ts'
import { clock, table } from './table.ts'

type Backtest = z.output<typeof backtestSchema>
type Result = NonNullable<Backtest['result']>
type Report = Result['report']
type Difference = NonNullable<Result['against']>['difference']
type WouldBe = Report['longest'][number]

/** Alarms shown of each list; `--json` has more. */
const mostShown = 50

export const backtest: Command = {
  name: 'backtest',
  summary:
    'What the rules in force would have raised on recorded readings, and other rules beside them',
  options: {
    ...clientOptions,
    from: {
      type: 'string',
      value: '<instant>',
      help: 'RFC 3339 with its zone, epoch ms, or how long ago (30d)',
    },
    to: { type: 'string', value: '<instant>', help: 'the same; default now' },
    against: {
      type: 'string',
      value: '<folder|version>',
      help: 'other rules, and the difference they make; a version by its number',
    },
    device: { type: 'string', value: '<id>', help: 'of one device' },
    rest: {
      type: 'boolean',
      help: 'judge for half of the time only; without it that is so while readings wait to be judged live',
    },
  },
  more: 'Example: urban-brain rules backtest --from 7d --against my-rules',
  async run(input) {
    const client = clientOf(input)
    const body: z.input<typeof backtestBodySchema> = {
      from: instantOf(input, 'from'),
      ...(input.text('to') !== undefined && { to: instantOf(input, 'to') }),
      ...(input.text('device') !== undefined && { device: input.text('device') }),
      ...(input.flag('rest') && { rest: true }),
      ...(await against(input.text('against'))),
    }
    const done = await awaited(
      client,
      backtestSchema.parse(await client.post('/v1/rules/backtests', body)),
    )
    if (done.result === undefined)
      throw new UrbanBrainError('internal', `the backtest ${done.state}: ${done.message?.en ?? ''}`)
    process.stdout.write(
      input.flag('json') ? `${JSON.stringify(done, null, 2)}\n` : textOf(done, done.result),
    )
  },
}

function instantOf(input: Input, option: string): number {
  const text = input.text(option)
  if (text === undefined) throw new UrbanBrainError('usage', `--${option} is needed`)
  return Number(epochText(option, text, Date.now()))
}

async function against(
  said: string | undefined,
): Promise<Pick<z.input<typeof backtestBodySchema>, 'against' | 'againstVersion'>> {
  if (said === undefined) return {}
  return /^\d+$/.test(said) ? { againstVersion: Number(said) } : { against: await filesOf(said) }
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const { texts, mistakes } = await inspectCatalogue(resolve(folder))
  if (mistakes.length > 0) throw rulesInvalid(folder, mistakes)
  return Object.fromEntries(
    [...texts].flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  )
}

/** Until it ends; whoever interrupts stops it. */
async function awaited(client: Client, begun: Backtest): Promise<Backtest> {
  const path = `/v1/rules/backtests/${begun.id}`
  const stop = () => void client.post(`${path}/stop`).finally(() => process.exit(130))
  process.once('SIGINT', stop)
  const say = progressLines()
  let now = begun
  while (now.state === 'running') {
    await delay(500)
    now = backtestSchema.parse(await client.get(path))
    const { share, readings, at } = now.progress
    say('backtest', `${Math.floor(100 * Math.max(0, share))} %, ${clock(at)}, ${readings} readings`)
  }
  process.removeListener('SIGINT', stop)
  return now
}

const counts = [
  'raised',
  'automatic',
  'confirm',
  'none',
  'muted',
  'day',
  'night',
  'flapping',
  'standing',
] as const

function textOf(
  { from, to, parts, notes }: Backtest,
  { report, against, failures }: Result,
): string {
  const sources = parts.map((part) => `${part.source} ${clock(part.from)} to ${clock(part.to)}`)
  return [
    `${clock(from)} to ${clock(to)}`,
    `read: ${sources.join(', ')}`,
    ...notes.map((note) => `note: ${note.en}`),
    ...failures.map((failure) => `not judged: ${failure}`),
    '',
    `rules in force, ${report.version}`,
    reportText(report),
    ...(against === undefined
      ? []
      : [
          `other rules, ${against.report.version}`,
          reportText(against.report),
          differenceText(against.difference),
        ]),
  ].join('\n')
}

function reportText({ total, byRule, bySeverity, byDay, longest }: Report): string {
  const rules = byRule.filter(({ raised }) => raised > 0)
  const graded = bySeverity.filter(({ raised }) => raised > 0)
  return [
    table(
      ['rule', 'title', ...counts, 'longest'],
      [
        ...rules.map((one) => ({ ...one, title: one.title.zh })),
        { rule: 'all', title: '', ...total },
      ].map((one) => ({ ...one, longest: lengthText(one.longest) })),
    ),
    ...(graded.length > 0 ? [table(['severity', ...counts], graded)] : []),
    ...(byDay.length > 0 ? [table(['date', ...counts], byDay)] : []),
    ...(longest.length > 0 ? [`stood longest\n${alarmsText(longest)}`] : []),
  ].join('\n')
}

function differenceText({ byRule, onlyBefore, onlyAfter, changed, same }: Difference): string {
  const part = (title: string, alarms: readonly WouldBe[]) =>
    alarms.length === 0 ? [] : [title, alarmsText(alarms)]
  const moved = changed.slice(0, mostShown).map(({ before, after }) => ({
    rule: before[0]?.rule,
    device: before[0]?.device,
    'in force': before.map(whenText).join(', '),
    other: after.map(whenText).join(', '),
  }))
  return [
    `difference: ${same} alike`,
    ...(byRule.length === 0 ? [] : [table(['rule', 'onlyBefore', 'onlyAfter', 'changed'], byRule)]),
    ...part('only by the rules in force', onlyBefore),
    ...part('only by the other rules', onlyAfter),
    ...(moved.length === 0
      ? []
      : ['by both, otherwise', table(['rule', 'device', 'in force', 'other'], moved)]),
  ].join('\n')
}

const alarmsText = (alarms: readonly WouldBe[]): string =>
  table(
    ['raised', 'cleared', 'severity', 'filing', 'muted', 'rule', 'device', 'values'],
    alarms.slice(0, mostShown).map((one) => ({
      ...one,
      raised: clock(one.raisedAt),
      cleared: clock(one.clearedAt),
      values: Object.entries(one.values)
        .map(
          ([name, value]) =>
            `${name}=${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`,
        )
        .join(' '),
    })),
  )

const whenText = ({ severity, filing, raisedAt, clearedAt }: WouldBe): string =>
  `${severity} ${filing} ${clock(raisedAt)} to ${clock(clearedAt)}`

const lengthText = (milliseconds: number): string => `${Math.round(milliseconds / 60_000)} min`

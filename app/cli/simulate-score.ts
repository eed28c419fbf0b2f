import { resolve } from 'node:path'

import { z } from 'zod'

import { instant, type Instant, zoneOffset } from '../../core/time.ts'
import { loadCatalogue } from '../../rules/in-force/catalogue.ts'
import { atMost } from '../../simulators/config.ts'
import type { RuleScore } from '../../simulators/script/trial/score.ts'
import { learnCityKinds } from '../assembly/city-kinds.ts'
import { loadCity } from '../assembly/city-folder.ts'
import { cityDevices } from '../assembly/sample-city.ts'
import { runTrial } from '../assembly/trial.ts'
import { shippedCatalogue } from '../package-root.ts'

import { configOf } from './client.ts'
import type { Command } from './command.ts'
import { numbersOf } from './fields.ts'
import { progressLines } from './progress.ts'
import { print } from './table.ts'

const numbers = z.strictObject({
  seed: z.coerce.number().int().min(0).max(0xffff_ffff).default(1),
  days: z.coerce.number().int().min(1).max(366).default(7),
  devices: z.coerce.number().int().min(1).optional(),
  // What lasts for one reading must be shorter than a hold, and a silence longer than patience.
  period: z.coerce.number().int().min(5).max(300).default(60),
  from: z.iso.date().default('2026-06-01'),
})

export const simulateScore: Command = {
  name: 'score',
  summary: 'Tries the rules on days of a simulated city, and says how often they were right',
  usage: '[folder of rules]',
  options: {
    config: { type: 'string', short: 'c', value: '<file>', help: 'configuration file (YAML)' },
    city: { type: 'string', value: '<folder>', help: 'city folder with devices.csv' },
    seed: { type: 'string', value: '<n>', help: 'the same seed gives the same trial (1)' },
    days: { type: 'string', value: '<n>', help: 'how many days (7)' },
    from: { type: 'string', value: '<date>', help: 'the first of them (2026-06-01)' },
    devices: { type: 'string', value: '<n>', help: 'at most this many devices' },
    period: { type: 'string', value: '<s>', help: 'seconds between two readings, 5 to 300 (60)' },
    json: { type: 'boolean', help: 'print JSON' },
  },
  more: [
    'Ingest and the rules run in this process on the time of the trial; nothing is listened to, nothing is written.',
    'recall: of what a rule had to tell, what it told. precision: of what it told, what was so. delay: from the',
    'begin of what happened, median and nine in ten. missed in, false in: what else happened to the device then.',
    '',
    'Example: urban-brain simulate score my-rules --days 2 --devices 100',
  ].join('\n'),
  async run(input) {
    const { seed, days, from, devices: limit, period } = numbersOf(input, numbers)
    const config = configOf(input)
    const folder = input.text('city') ?? config.city
    await learnCityKinds(folder)
    const rules = await loadCatalogue(
      resolve(input.positionals[0] ?? config.rules.folder ?? shippedCatalogue()),
    )
    const city = await loadCity(folder)
    const devices = atMost(await cityDevices(folder), limit)
    const say = progressLines()
    const { rules: scores, ...trial } = runTrial({
      ...{ rules, city, seed, days },
      devices: devices.map((device) => ({ ...device, period })),
      from: midnightOf(from, city.zone),
      progress: (share) => say('trial', `${Math.floor(share * 100)} %`),
    })
    if (input.flag('json')) {
      const whole = { seed, from, period, ...trial, rules: scores }
      process.stdout.write(`${JSON.stringify(whole, null, 2)}\n`)
      return
    }
    print(false, columns, scores.map(row))
    const { devices: tried, readings, alarms, failures } = trial
    process.stdout.write(
      `${tried} devices, ${days} days, ${readings} readings, ${alarms} alarms, seed ${seed}\n`,
    )
    for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
  },
}

function midnightOf(date: string, zone: string): Instant {
  const there = Date.parse(`${date}T00:00:00Z`)
  return instant(there - zoneOffset(zone)(instant(there)))
}

const columns = [
  'rule',
  'truths',
  'recall',
  'alarms',
  'false',
  'precision',
  'delay',
  'falseCasesPerSensorDay',
  'missedIn',
  'falseIn',
] as const

const row = (score: RuleScore) => ({
  rule: score.rule,
  truths: String(score.truths),
  recall: score.recall?.toFixed(3),
  alarms: String(score.alarms),
  false: String(score.false),
  precision: score.precision.toFixed(3),
  delay: score.delay && `${span(score.delay.p50)} / ${span(score.delay.p90)}`,
  falseCasesPerSensorDay: score.falseCasesPerSensorDay.toFixed(4),
  missedIn: counts(score.missedIn),
  falseIn: counts(score.falseIn),
})

const span = (seconds: number): string =>
  seconds < 120
    ? `${Math.round(seconds)}s`
    : seconds < 7_200
      ? `${Math.round(seconds / 60)}m`
      : `${Math.round(seconds / 3_600)}h`

const counts = (of: Readonly<Record<string, number>>): string | undefined => {
  const parts = Object.entries(of)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `${name} ${times}`)
  return parts.length === 0 ? undefined : parts.join(', ')
}

/** What `rules draft` edits without a file: limits of the city, or with a scope the limits, times and hours that differ there. */
import { UrbanBrainError } from '../../core/errors.ts'
import { severities } from '../../core/severity.ts'
import type { RuleDraft } from '../../rules/api/contract.ts'
import { certainties } from '../../rules/language/certainty.ts'
import { overrideScopes } from '../../rules/language/override.ts'
import type { Input, OptionSpec } from './command.ts'

export const limitOptions = {
  limit: {
    type: 'string',
    multiple: true,
    value: '<path=number>',
    help: 'a number of limits.yaml; may be said several times. With one of the next four only for it; <path>=none takes that back',
  },
  hold: {
    type: 'string',
    multiple: true,
    value: '<rule>.<level>=<time>',
    help: 'how long a level holds, with one of the next four: water-road-depth.yellow=3m; none takes that back',
  },
  'clear-hold': {
    type: 'string',
    multiple: true,
    value: '<rule>.<level>=<time>',
    help: 'the same, before it clears',
  },
  after: {
    type: 'string',
    multiple: true,
    value: '<rule>.<level>=<time>',
    help: 'how long silence is waited for: water-silent.blue="4 periods"',
  },
  'at-least': {
    type: 'string',
    multiple: true,
    value: '<rule>.<level>=<time>',
    help: 'the least of that: water-silent.blue=20m',
  },
  schedule: {
    type: 'string',
    multiple: true,
    value: '<name>=<hours>',
    help: 'the hours of a schedule there: business="Mo-Fr 10:00-14:00"',
  },
  hours: { type: 'string', value: '<hours>', help: 'the same for the schedule business' },
  device: { type: 'string', value: '<id>', help: 'this differs for this device' },
  owner: { type: 'string', value: '<unit>', help: 'for the devices of this owner' },
  street: { type: 'string', value: '<9 digits>', help: 'for this street' },
  district: { type: 'string', value: '<6 digits>', help: 'for this district' },
  source: {
    type: 'string',
    value: '<words>',
    help: 'where what differs comes from (default: as --why)',
  },
  certainty: {
    type: 'string',
    value: '<word>',
    help: `how sure that is: ${certainties.join(', ')} (default: proposed)`,
  },
} as const satisfies Readonly<Record<string, OptionSpec>>

export function limitEdits({
  text,
  texts,
}: Pick<Input, 'text' | 'texts'>): Pick<RuleDraft, 'limits' | 'overrides'> {
  const scopes = overrideScopes.filter((scope) => text(scope) !== undefined)
  const [scope] = scopes
  const said = texts('limit')
  const times = Object.fromEntries(
    timeOptions.flatMap(([option, word]) => texts(option).map((one) => timeOf(one, option, word))),
  )
  const hours = text('hours')
  const schedules = Object.fromEntries([
    ...texts('schedule').map((one) =>
      nameAndValue(one, 'schedule', 'business="Mo-Fr 10:00-14:00"'),
    ),
    ...(hours === undefined ? [] : [['business', orNone(hours)] as const]),
  ])
  const differs = Object.keys({ ...times, ...schedules }).length > 0
  const source = text('source')
  const certainty = certaintyOf(text('certainty'))
  if (scope === undefined) {
    if (source !== undefined || certainty !== undefined)
      throw usage(`--source and --certainty need ${written(overrideScopes)}`)
    if (differs) throw usage(`times and hours of a place need ${written(overrideScopes)}`)
    return { limits: Object.fromEntries(said.map(limitOf)) }
  }
  if (scopes.length > 1) throw usage(`limits differ for one: ${written(scopes)}`)
  if (said.length === 0 && !differs)
    throw usage(`--${scope} needs --limit, --hold or --hours, what differs there`)
  const limits = said.map((one) =>
    one.endsWith('=none') ? [one.slice(0, -'=none'.length), null] : limitOf(one),
  )
  return {
    overrides: [
      {
        scope,
        code: text(scope) ?? '',
        limits: Object.fromEntries(limits),
        ...(Object.keys(times).length > 0 && { times }),
        ...(Object.keys(schedules).length > 0 && { schedules }),
        ...(source !== undefined && { source }),
        ...(certainty !== undefined && { certainty }),
      },
    ],
  }
}

/** And the word of a level that each of these gives. */
const timeOptions = [
  ['hold', 'hold'],
  ['clear-hold', 'clearHold'],
  ['after', 'after'],
  ['at-least', 'atLeast'],
] as const

const orNone = (value: string): string | null => (value === 'none' ? null : value)

function nameAndValue(text: string, option: string, example: string) {
  const [, name = '', value = ''] = /^([^=]+)=(.+)$/.exec(text) ?? []
  if (name === '') throw usage(`--${option} ${text}: written ${example}`)
  return [name, orNone(value)] as const
}

function timeOf(text: string, option: string, word: string) {
  const [name, value] = nameAndValue(text, option, 'water-road-depth.yellow=3m')
  if (!severities.some((severity) => name.endsWith(`.${severity}`)))
    throw usage(`--${option} ${text}: a level is named such as water-road-depth.yellow`)
  return [`${name}.${word}`, value] as const
}

function limitOf(text: string): readonly [string, number] {
  const [path = '', number = ''] = text.split('=')
  if (path === '' || number.trim() === '' || Number.isNaN(Number(number)))
    throw usage(`--limit ${text}: written road.file_cm=17`)
  return [path, Number(number)]
}

function certaintyOf(text: string | undefined) {
  const found = certainties.find((one) => one === text)
  if (text !== undefined && found === undefined)
    throw usage(`--certainty ${text}: written ${certainties.join(' or ')}`)
  return found
}

const written = (scopes: readonly string[]): string => `--${scopes.join(' or --')}`

const usage = (message: string): UrbanBrainError => new UrbanBrainError('usage', message)

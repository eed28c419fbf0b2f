import type { z } from 'zod'

import { whySchema, type whyQuerySchema } from '../../rules/api/history-contract.ts'
import { UrbanBrainError } from '../../core/errors.ts'

import { clientOf, clientOptions } from './client.ts'
import type { Command } from './command.ts'
import { epochText } from './epoch-text.ts'
import { languageOf, languageOption, type Language } from './language.ts'
import { clock, table } from './table.ts'

type Answer = z.output<typeof whySchema>['answers'][number]
type Rule = Answer['rules'][number]
type Field = keyof typeof whyQuerySchema.shape

export const why: Command = {
  name: 'why',
  summary: 'Why a case, an alarm, a reading or a device: what each rule made of it, and why not',
  usage: '<case|alarm|reading|device>',
  options: {
    ...clientOptions,
    at: {
      type: 'string',
      value: '<instant>',
      help: 'of a device: RFC 3339 with its zone, epoch ms, or how long ago (2h); default now',
    },
    rule: { type: 'string', value: '<id>', help: 'only of this rule' },
    ...languageOption('what a rule says, and of the notes'),
  },
  more: 'Example: urban-brain rules why wl-0001 --at 2026-11-28T09:30:00+08:00',
  async run(input) {
    const [asked, ...others] = input.positionals
    if (asked === undefined || others.length > 0)
      throw new UrbanBrainError('usage', 'name one case, alarm, reading or device')
    const language = languageOf(input)
    const at = input.text('at')
    const rule = input.text('rule')
    const { answers } = whySchema.parse(
      await clientOf(input).get('/v1/rules/why', {
        [kindOf(asked)]: asked,
        ...(at !== undefined && { at: epochText('at', at, Date.now()) }),
      } satisfies { [Name in Field]?: string }),
    )
    const wanted = answers.map((answer) => ({
      ...answer,
      rules: answer.rules.filter(({ rule: id }) => rule === undefined || id === rule),
    }))
    process.stdout.write(
      input.flag('json')
        ? `${JSON.stringify(wanted, null, 2)}\n`
        : wanted.map((answer) => textOf(answer, language)).join('\n'),
    )
  },
}

/** By how they are written: `C20261122-4c8cb8e9ce91`, `rule/device/instant`, `device@instant...`, a name. */
const kindOf = (asked: string): 'case' | 'alarm' | 'reading' | 'device' => {
  if (asked.includes('/')) return 'alarm'
  if (asked.includes('@')) return 'reading'
  return /^C\d{8}-[0-9a-f]+$/.test(asked) ? 'case' : 'device'
}

function textOf(
  { device, at, alarm, reading, rules, transitions, recorded, notes }: Answer,
  language: Language,
): string {
  const values = Object.entries(reading?.values ?? {}).map(
    ([name, value]) =>
      `${name}=${value}${reading?.quality?.[name] === undefined ? '' : `:${reading.quality[name]}`}`,
  )
  const watching = rules.filter((rule) => rule.applies)
  return [
    `${device} at ${clock(at)}`,
    ...(alarm === undefined ? [] : [`${alarm.alarm}: ${becameOf(alarm)}`]),
    reading === undefined
      ? 'nothing was heard of it'
      : `newest reading: ${clock(reading.observedAt)}, ${reading.timing}: ${values.join(' ')}`,
    ...notes.map((note) => `${language === 'zh' ? '说明：' : 'note: '}${note[language]}`),
    '',
    ...watching.map((rule) => ruleText(rule, language)),
    ...rules
      .filter((rule) => !rule.applies)
      .map(({ rule, verdict }) => `${rule}: ${verdict[language]}`),
    ...(transitions.length === 0
      ? []
      : [
          '\njudged again:',
          table(
            ['at', 'kind', 'severity', 'alarm', 'muted'],
            transitions.map((one) => ({ ...one, at: clock(one.at) })),
          ),
        ]),
    ...recorded.map((one) => `stood then: ${one.alarm}: ${becameOf(one)}`),
    '',
  ].join('\n')
}

function ruleText(
  { rule, title, entries, levels, restsUntil, verdict }: Rule,
  language: Language,
): string {
  const truth = (holds: boolean | null) => (holds === null ? 'unknown' : String(holds))
  return [
    `${rule} ${title.zh}: ${verdict[language]}`,
    ...entries.map(({ name, value }) => `  ${name} = ${value ?? 'unknown'}`),
    ...levels.flatMap((level) => {
      const numbers = level.values.map(({ name, value }) => `${name} = ${value ?? 'unknown'}`)
      const hold = level.holdSeconds > 0 ? `, to be held for ${level.holdSeconds} s` : ''
      const since = level.since === undefined ? '' : `, since ${clock(level.since)}`
      return [
        `  ${level.severity}${level.stands ? ' (stands)' : ''}: ${level.when} is ${truth(level.holds)}${hold}${since}`,
        `    ${numbers.join(', ')}`,
      ]
    }),
    ...(restsUntil === undefined ? [] : [`  rests until ${clock(restsUntil)}`]),
  ].join('\n')
}

const becameOf = (alarm: NonNullable<Answer['alarm']>): string =>
  [
    alarm.outcome,
    ...(alarm.case === undefined ? [] : [`case ${alarm.case}`]),
    ...(alarm.suppression === undefined ? [] : [`held back by ${alarm.suppression}`]),
  ].join(', ')

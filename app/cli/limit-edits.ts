/** The limits that `rules draft` edits: of the city, or with a scope what differs there. */
import { UrbanBrainError } from '../../core/errors.ts'
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
  device: { type: 'string', value: '<id>', help: 'the limits differ for this device' },
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
  const source = text('source')
  const certainty = certaintyOf(text('certainty'))
  if (scope === undefined) {
    if (source !== undefined || certainty !== undefined)
      throw usage(`--source and --certainty need ${written(overrideScopes)}`)
    return { limits: Object.fromEntries(said.map(limitOf)) }
  }
  if (scopes.length > 1) throw usage(`limits differ for one: ${written(scopes)}`)
  if (said.length === 0) throw usage(`--${scope} needs --limit, what differs there`)
  const limits = said.map((one) =>
    one.endsWith('=none') ? [one.slice(0, -'=none'.length), null] : limitOf(one),
  )
  return {
    overrides: [
      {
        scope,
        code: text(scope) ?? '',
        limits: Object.fromEntries(limits),
        ...(source !== undefined && { source }),
        ...(certainty !== undefined && { certainty }),
      },
    ],
  }
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

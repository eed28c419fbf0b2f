/** What NGSI-LD asks of entities and of their history, and what of it is not offered. */
import { UrbanBrainError } from '../../../../core/errors.ts'
import { parseRfc3339 } from '../../../../core/rfc3339.ts'
import { entityType, expandedType } from './entities.ts'

type Query = Readonly<Record<string, unknown>>

export interface Shown {
  /** Attributes that are wanted; all when it is left out. */
  readonly attrs?: readonly string[]
  /** Values alone. */
  readonly simplified: boolean
}

export interface EntitiesAsked extends Shown {
  readonly ids?: readonly string[]
  /** It names a type that there is, or none. */
  readonly isOurs: boolean
  readonly limit: number
  readonly count: boolean
  readonly after?: string
}

export interface HistoryAsked extends Shown {
  /** Epoch milliseconds, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** Of each attribute the newest. */
  readonly lastN?: number
}

const mostOnPage = 100
export const mostInstances = 1_000

const shown = ['attrs', 'options', 'format', 'local']
const taken = {
  entities: [...shown, 'id', 'type', 'limit', 'offset', 'count', 'after'],
  entity: [...shown, 'type'],
  history: [...shown, 'timerel', 'timeAt', 'endTimeAt', 'timeproperty', 'lastN'],
} as const

/** Of the standard, and not answered. */
const others = new Set([
  ...['idPattern', 'q', 'csf', 'georel', 'geometry', 'coordinates', 'geoproperty'],
  ...['geometryProperty', 'lang', 'scopeQ', 'aggrMethods', 'aggrPeriodDuration', 'pick', 'omit'],
  ...['join', 'joinLevel', 'containedBy', 'datasetId', 'jsonKeys', 'expandValues', 'entityMap'],
])

const invalid = (what: string, wanted: string) =>
  new UrbanBrainError('request-invalid', `${what}: ${wanted}`)

function known(query: Query, names: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of Object.entries(query)) {
    const short = name.slice(0, 80)
    const offered = `${names.join(', ')} are`
    if (!names.includes(name))
      throw others.has(name)
        ? new UrbanBrainError('not-offered', `${short} is not offered; ${offered}`)
        : invalid(short, `there is no such parameter; ${offered}`)
    if (typeof value !== 'string' || value === '') throw invalid(short, 'once, with a value')
    found.set(name, value)
  }
  return found
}

const listed = (text: string | undefined): readonly string[] | undefined =>
  text?.split(',').map((each) => each.trim())

export function entitiesAsked(query: Query): EntitiesAsked {
  const said = known(query, taken.entities)
  if (!['type', 'id', 'attrs'].some((name) => said.has(name)))
    throw invalid('type', 'say type, id or attrs: all of a city at once is no question')
  if (said.has('offset') && said.get('offset') !== '0')
    throw new UrbanBrainError('not-offered', 'offset is not offered; follow the link "next"')
  const count = flag('count', said.get('count'))
  if (count && said.has('attrs'))
    throw new UrbanBrainError('not-offered', 'count with attrs is not offered; either is')
  const [ids, after] = [listed(said.get('id')), said.get('after')]
  return {
    ...shownOf(said, ['keyValues', 'simplified', 'normalized']),
    ...(ids === undefined ? {} : { ids }),
    isOurs: isOurs(said),
    limit: number('limit', said.get('limit') ?? '20', mostOnPage, count ? 0 : 1),
    count,
    ...(after === undefined ? {} : { after }),
  }
}

const isOurs = (said: ReadonlyMap<string, string>): boolean =>
  (listed(said.get('type')) ?? [entityType]).some((each) =>
    [entityType, expandedType].includes(each),
  )

export function entityAsked(query: Query): Shown & { readonly isOurs: boolean } {
  const said = known(query, taken.entity)
  return { ...shownOf(said, ['keyValues', 'simplified', 'normalized']), isOurs: isOurs(said) }
}

export function historyAsked(query: Query, now: number): HistoryAsked {
  const said = known(query, taken.history)
  if ((said.get('timeproperty') ?? 'observedAt') !== 'observedAt')
    throw new UrbanBrainError('not-offered', 'timeproperty is not offered; observedAt is')
  const lastN = said.get('lastN')
  return {
    ...shownOf(said, ['temporalValues', 'normalized']),
    ...spanOf(said, now),
    ...(lastN === undefined ? {} : { lastN: number('lastN', lastN, mostInstances) }),
  }
}

function spanOf(said: ReadonlyMap<string, string>, now: number) {
  const [relation, at, end] = ['timerel', 'timeAt', 'endTimeAt'].map((name) => said.get(name))
  const widest = { from: 0, to: now + 60_001 }
  if ((end !== undefined) !== (relation === 'between'))
    throw invalid('endTimeAt', 'it stands with timerel=between, and only there')
  if (relation === undefined) {
    if (at !== undefined) throw invalid('timerel', 'before, after or between goes with timeAt')
    return widest
  }
  const from = moment('timeAt', at)
  if (relation === 'before') return { ...widest, to: Math.ceil(from) }
  if (relation === 'after') return { ...widest, from: Math.floor(from) + 1 }
  if (relation !== 'between') throw invalid('timerel', 'before, after or between')
  const to = moment('endTimeAt', end)
  if (to <= from) throw invalid('endTimeAt', 'it lies after timeAt')
  return { from: Math.ceil(from), to: Math.ceil(to) }
}

function moment(name: string, text: string | undefined): number {
  const at = text === undefined ? undefined : parseRfc3339(text)
  if (at === undefined || at < 0)
    throw invalid(name, 'an instant is RFC 3339 with a zone, 2026-11-30T00:00:00Z')
  return at
}

function number(name: string, text: string, most: number, least = 1): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : -1
  if (value < least || value > most) throw invalid(name, `a whole number of ${least} to ${most}`)
  return value
}

function flag(name: string, text = 'false'): boolean {
  if (text !== 'true' && text !== 'false') throw invalid(name, 'true or false')
  return text === 'true'
}

function shownOf(said: ReadonlyMap<string, string>, offered: readonly string[]): Shown {
  const wanted = [...(listed(said.get('options')) ?? []), ...(listed(said.get('format')) ?? [])]
  for (const each of wanted)
    if (!offered.includes(each))
      throw new UrbanBrainError(
        'not-offered',
        `options=${each.slice(0, 80)} is not offered; ${offered.join(', ')} are`,
      )
  const attrs = listed(said.get('attrs'))
  return {
    simplified: wanted.some((each) => each !== 'normalized'),
    ...(attrs === undefined ? {} : { attrs }),
  }
}

/** What a query asks of a collection or an entity (system query options), and what of it is not offered. */
import { parseFilter, type Condition } from './filter.ts'
import { model, wayOf, type SetName } from './model.ts'
import { excerpt, malformed, notOffered } from './refusals.ts'

/** Entities on a page, and on one that has observations with each. */
const mostOnPage = 100
const mostWithObservations = 20
/** Observations lie in order of time, and those that are skipped are read. */
const mostSkipped = 100

export interface Options {
  /** As asked for; a page may hold less and lead on. */
  readonly top?: number
  readonly skip: number
  readonly count: boolean
  readonly filter: readonly Condition[]
  readonly downwards: boolean
  readonly select?: readonly string[]
  readonly expand: ReadonlyMap<string, Options>
  /** Where a page before ended. */
  readonly after?: string
  /** As they were written. */
  readonly written: ReadonlyMap<string, string>
}

const known = ['$top', '$skip', '$count', '$filter', '$orderby', '$select', '$expand'] as const
const offered = `${known.join(', ')} are`
/** Of a page that follows; what is in it is nobody's business. */
const tokenOption = '$skiptoken'

type Query = Readonly<Record<string, unknown>>

export function parseOptions(set: SetName, query: Query): Options {
  const options = new Map<string, string>()
  for (const [name, value] of Object.entries(query)) {
    if (![...known, tokenOption].includes(name))
      throw name.startsWith('$')
        ? notOffered(excerpt(name), offered)
        : malformed(excerpt(name), `there is no such option; ${offered}`)
    if (typeof value !== 'string') throw malformed(name, 'it stands there twice')
    options.set(name, value)
  }
  return optionsOf(set, options, true)
}

function optionsOf(
  set: SetName,
  options: ReadonlyMap<string, string>,
  outermost: boolean,
): Options {
  const [top, skip, count, filter, order, select, expand] = known.map((name) => options.get(name))
  const conditions = filter === undefined ? [] : parseFilter(filter)
  for (const { property } of conditions) allow(set, property)
  const skipped = number('$skip', skip) ?? 0
  if (set === 'Observations' && skipped > mostSkipped)
    throw malformed('$skip', `at most ${mostSkipped} of Observations; follow @iot.nextLink`)
  if (expand !== undefined && !outermost)
    throw notOffered('$expand in $expand', 'one level is: ask for the inner ones by their links')
  const wanted = number('$top', top)
  const after = options.get(tokenOption)
  return {
    ...(wanted === undefined ? {} : { top: wanted }),
    skip: skipped,
    count: flag(count),
    filter: conditions,
    downwards: downwards(set, order),
    ...(select === undefined ? {} : { select: selected(set, select) }),
    expand: new Map(
      expand === undefined ? [] : split(expand, ',').map((each) => expanded(set, each)),
    ),
    ...(after === undefined ? {} : { after }),
    written: options,
  }
}

/** What each set is searched by. */
function allow(set: SetName, property: Condition['property']): void {
  if (set === 'Observations') {
    if (property !== 'phenomenonTime')
      throw notOffered(
        `$filter ${property} of Observations`,
        "phenomenonTime is; ask Observations('<id>')",
      )
    return
  }
  const places = { Locations: 'location', FeaturesOfInterest: 'feature' } as const
  const own = set === 'Locations' || set === 'FeaturesOfInterest' ? places[set] : undefined
  if (property !== 'id' && property !== own)
    throw notOffered(`$filter ${property} of ${set}`, "id eq '<id>' is")
}

function number(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text)) throw malformed(name, 'a whole number of at most nine digits')
  return Number(text)
}

function flag(text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false
  if (text === 'true') return true
  throw malformed('$count', 'true or false')
}

/** Observations come newest first, unless they are asked for otherwise; all others by their id. */
function downwards(set: SetName, text: string | undefined): boolean {
  if (text === undefined) return set === 'Observations'
  const [, property, way = 'asc'] = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/.exec(text) ?? []
  if (set === 'Observations' && property === 'phenomenonTime') return way === 'desc'
  if (set !== 'Observations' && ['id', '@iot.id'].includes(property ?? '') && way === 'asc')
    return false
  throw notOffered(
    `$orderby ${excerpt(text)} of ${set}`,
    set === 'Observations' ? 'phenomenonTime asc or desc is' : 'id asc is',
  )
}

function selected(set: SetName, text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim())
  const { properties, ways } = model[set]
  const possible = ['id', '@iot.id', ...properties, ...Object.keys(ways)]
  for (const name of names)
    if (!possible.includes(name))
      throw malformed(`$select ${excerpt(name)}`, `${set} have ${possible.join(', ')}`)
  return names
}

function expanded(set: SetName, text: string): [string, Options] {
  const [, name = '', inner] = /^\s*([A-Za-z]+)\s*(?:\((.*)\))?\s*$/s.exec(text) ?? []
  const way = wayOf(set, name)
  if (way === undefined)
    throw notOffered(
      `$expand ${excerpt(text.trim())} of ${set}`,
      `${Object.keys(model[set].ways).join(', ')} are, one level`,
    )
  const options = new Map<string, string>()
  for (const each of inner === undefined ? [] : split(inner, ';')) {
    const [, option = '', value = ''] = /^\s*(\$[a-z]+)=(.*)$/s.exec(each) ?? []
    if (!known.some((one) => one === option))
      throw notOffered(`$expand ${name}(${excerpt(each)})`, offered)
    if (options.has(option)) throw malformed(option, 'it stands there twice')
    options.set(option, value)
  }
  return [name, optionsOf(way.to, options, false)]
}

/** What the next page is asked by, `given` of the entities that were wanted being here already. */
export function continued({ top, written }: Options, given: number, token: string): string {
  const kept = [...written].filter(([name]) => !['$top', '$skip', tokenOption].includes(name))
  const left = top === undefined ? [] : [['$top', String(top - given)]]
  return [...kept, ...left, [tokenOption, token]]
    .map(([name, value]) => `${name}=${encodeURIComponent(value ?? '')}`)
    .join('&')
}

/** How many entities a page has at most, and whether as many are all that is wanted. */
export function pageSize({ top, expand }: Options): {
  readonly size: number
  readonly all: boolean
} {
  const most = expand.has('Observations') ? mostWithObservations : mostOnPage
  return top !== undefined && top <= most ? { size: top, all: true } : { size: most, all: false }
}

/** Cut where a separator stands outside of quotes and brackets. */
function split(text: string, separator: ',' | ';'): readonly string[] {
  const parts = ['']
  let depth = 0
  let isQuoted = false
  for (const letter of text) {
    if (letter === "'") isQuoted = !isQuoted
    if (!isQuoted && letter === '(') depth += 1
    if (!isQuoted && letter === ')') depth -= 1
    if (letter === separator && depth === 0 && !isQuoted) parts.push('')
    else parts.push(`${parts.pop() ?? ''}${letter}`)
  }
  return parts
}

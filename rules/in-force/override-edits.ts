/** Edits of `overrides` in the text of `limits.yaml`: every character outside of that section stays, and the comments in it. */
import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  YAMLMap,
  type YAMLSeq,
} from 'yaml'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Certainty } from '../language/certainty.ts'
import type { OverrideScope } from '../language/override.ts'

export interface OverrideEdit {
  readonly scope: OverrideScope
  readonly code: string
  /** By their paths, `road.file_cm`; null takes one away, here and below. */
  readonly limits: Readonly<Record<string, number | null>>
  /** By rule, severity and word, `water-road-depth.yellow.hold`. */
  readonly times?: Readonly<Record<string, string | null>>
  /** By their names. */
  readonly schedules?: Readonly<Record<string, string | null>>
  /** Where the numbers come from; of an override that is there it stays when none is given. */
  readonly source?: string | undefined
  readonly certainty?: Certainty | undefined
}

const section = 'overrides'

/** `why`: the source of a new override that names none. */
export function withOverrideEdits(
  text: string,
  edits: readonly OverrideEdit[],
  why: string,
): string {
  const document = parseDocument(text)
  const root = document.contents ?? document.createNode({})
  if (!isMap(root) || root.flow === true)
    throw refused('limits.yaml is no table of lines; edit it as a document')
  const pair = root.items.find(({ key }) => String(key) === section)
  const value = pair?.value
  const list = isSeq(value) ? value : document.createNode<readonly unknown[]>([])
  if (isNode(value) && value !== list && !(isScalar(value) && value.value === null))
    throw refused('overrides of limits.yaml is no list; edit it as a document')
  const from = isNode(pair?.key) ? pair.key.range?.[0] : undefined
  const to = isNode(value) ? value.range?.[2] : undefined
  try {
    for (const edit of edits) change(document, list, edit, why)
    const before = from === undefined ? ended(text) : text.slice(0, from)
    return before + written(list) + (to === undefined ? '' : text.slice(to))
  } catch (error) {
    if (error instanceof UrbanBrainError) throw error
    // An alias can be written only beside its anchor.
    throw refused(`overrides of limits.yaml: ${String(error)}; edit it as a document`)
  }
}

function change(document: Document, list: YAMLSeq, edit: OverrideEdit, why: string): void {
  const { scope, code, source, certainty } = edit
  const there = list.items.filter(isMap).find((one) => one.get(scope) === code)
  const start = { [scope]: code, source: why, certainty: 'proposed' }
  const item = there ?? document.createNode(start)
  if (there === undefined) list.add(item)
  if (source !== undefined) item.set('source', source)
  if (certainty !== undefined) item.set('certainty', certainty)
  for (const [path, place, value] of leaves(edit)) {
    if (value !== null) item.setIn(place, value)
    else if (!item.hasIn(place)) throw refused(`no override of ${scope} ${code} gives ${path}`)
    else withoutLeaf(item, place)
  }
  if (!['limits', 'levels', 'schedules'].some((word) => item.has(word)))
    list.items.splice(list.items.indexOf(item), 1)
}

type Leaf = readonly [path: string, place: readonly string[], value: number | string | null]

function leaves({ limits, times = {}, schedules = {} }: OverrideEdit): readonly Leaf[] {
  return [
    ...Object.entries(limits).map(([path, value]): Leaf => {
      return [path, ['limits', ...path.split('.')], value]
    }),
    ...Object.entries(times).map(([path, value]): Leaf => {
      // The name of a rule may have points.
      const [word = '', severity = '', ...rule] = path.split('.').toReversed()
      return [path, ['levels', rule.toReversed().join('.'), severity, word], value]
    }),
    ...Object.entries(schedules).map(([name, value]): Leaf => [name, ['schedules', name], value]),
  ]
}

/** And without the tables that are empty then. */
function withoutLeaf(item: YAMLMap, place: readonly string[]): void {
  item.deleteIn(place)
  const above = place.slice(0, -1)
  const table = item.getIn(above)
  if (above.length > 0 && isMap(table) && table.items.length === 0) withoutLeaf(item, above)
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

function written(list: YAMLSeq): string {
  if (list.items.length === 0) return ''
  const document = new Document(new YAMLMap())
  document.set(section, list)
  return document.toString({ lineWidth: 0 })
}

const refused = (message: string): UrbanBrainError =>
  new UrbanBrainError('request-invalid', message)

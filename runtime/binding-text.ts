/** A binding as text, and changes in it that leave everything else as it was written: comments, order, what a page has no field for. */
import { Document, isMap, isSeq, parseDocument, stringify } from 'yaml'

import type { BindingDraft } from '../core/bindings/draft.ts'

/** One choice of whoever writes a binding; a place that is null takes it away. */
export type BindingChange =
  | {
      readonly set: 'value'
      readonly quantity: string
      readonly place: string | null
      /** Left out: in that of the quantity. */
      readonly unit?: string | undefined
      readonly words?: Readonly<Record<string, number>> | undefined
    }
  | {
      readonly set: 'device'
      readonly place: string | null
      readonly register?: 'mn' | 'externalId' | undefined
    }
  | { readonly set: 'time'; readonly place: string | null; readonly zone?: string | undefined }
  /** Whether a level of the topic is any word, and what that is called. */
  | { readonly set: 'level'; readonly index: number; readonly name: string | null }
  | { readonly set: 'each'; readonly place: string | null }

export const textOfDraft = (draft: BindingDraft): string => stringify(draft, { lineWidth: 0 })

/** `text` is YAML that `readYaml` found no mistake in. `topic`: of the captured message. */
export function changedBinding(
  text: string,
  changes: readonly BindingChange[],
  topic: string,
): string {
  const parsed = parseDocument(text, { uniqueKeys: false, prettyErrors: false })
  const document = isMap(parsed.contents) ? parsed : new Document({})
  for (const change of changes) apply(document, change, topic)
  // An alias of what a choice took away is a mistake with a line, like any other.
  return document.toString({ lineWidth: 0, verifyAliasOrder: false })
}

type Path = readonly [string, ...(string | number)[]]

function apply(document: Document, change: BindingChange, topic: string): void {
  switch (change.set) {
    case 'value': {
      const { quantity, place, unit, words } = change
      if (!isMap(document.get('values'))) document.set('values', document.createNode({}))
      setPlace(document, ['values', quantity], 'from', place, { unit, words })
      return
    }
    case 'device': {
      const id = change.place === null ? null : `{${change.place}}`
      setPlace(document, ['device'], 'id', id, { register: change.register })
      return
    }
    case 'time':
      setPlace(document, ['time'], 'from', change.place, { zone: change.zone })
      return
    case 'level':
      setLevel(document, change, topic)
      return
    case 'each':
      if (change.place === null) remove(document, ['each'])
      else document.set('each', change.place)
  }
}

/** In its short form where nothing stands beside the place. */
function setPlace(
  document: Document,
  path: Path,
  key: string,
  place: string | null,
  beside: Readonly<Record<string, unknown>>,
): void {
  if (place === null) {
    remove(document, path)
    return
  }
  if (isMap(document.getIn(path))) {
    document.setIn([...path, key], place)
    for (const [name, value] of Object.entries(beside))
      if (value === undefined) remove(document, [...path, name])
      else document.setIn([...path, name], document.createNode(value, { flow: true }))
    return
  }
  const given = Object.entries(beside).filter(([, value]) => value !== undefined)
  if (given.length === 0) document.setIn(path, place)
  else
    document.setIn(
      path,
      document.createNode({ [key]: place, ...Object.fromEntries(given) }, { flow: true }),
    )
}

function remove(document: Document, path: Path): void {
  if (document.hasIn(path)) document.deleteIn(path)
}

/** In the first topic that has as many levels. */
function setLevel(
  document: Document,
  { index, name }: Extract<BindingChange, { readonly set: 'level' }>,
  topic: string,
): void {
  const words = topic.split('/')
  const word = words[index]
  if (word === undefined) return
  const topics = document.get('topics')
  const list = isSeq(topics) ? topics.items.map((_, at) => topics.get(at)) : []
  const found = list.findIndex(
    (one) => typeof one === 'string' && one.split('/').length === words.length,
  )
  const before = found < 0 ? topic : String(list[found])
  const levels = before.split('/')
  levels[index] = name === null ? word : `{${name}}`
  const after = levels.join('/')
  if (!isSeq(topics)) document.set('topics', document.createNode([after]))
  else if (found < 0) topics.add(after)
  else topics.set(found, after)
}

/**
 * Where in a message something stands: `/a/b` (RFC 6901) in the item, `message/a/b` in the whole message, `topic/name` the
 * level of the topic that the binding calls so, `bytes/name` a number that was read from bytes.
 */
import type { FormatItem } from './message.ts'

type Root = 'item' | 'message' | 'topic' | 'bytes'

export interface Place {
  readonly root: Root
  readonly steps: readonly string[]
  /** As it is written. */
  readonly text: string
}

/** What a place may stand in. */
export interface Context {
  readonly item: unknown
  readonly message: unknown
  readonly topic: Readonly<Record<string, string>>
  readonly bytes: Readonly<Record<string, number>>
  /** Where its format made the item. */
  readonly made?: FormatItem
}

/** A text with places in braces, such as `lora-{topic/devEui}`. */
export type Template = readonly (string | Place)[]

const written = /^(message|topic|bytes)?((?:\/[^/{}]*)+)$/
const braces = /\{([^{}]*)\}/

/** Undefined for what is none. */
export function placeOf(text: string): Place | undefined {
  const found = written.exec(text)
  if (found === null) return undefined
  const [, root = 'item', path = ''] = found
  const steps = path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  if ((root === 'topic' || root === 'bytes') && steps.length !== 1) return undefined
  return { root: root as Root, steps, text }
}

/** Undefined where braces do not fit, or what stands in them is no place. */
export function templateOf(text: string): Template | undefined {
  const parts: (string | Place)[] = []
  for (const [index, part] of text.split(braces).entries()) {
    const place = index % 2 === 1 ? placeOf(part) : undefined
    if (index % 2 === 1 ? place === undefined : /[{}]/.test(part)) return undefined
    if (place !== undefined) parts.push(place)
    else if (part !== '') parts.push(part)
  }
  return parts
}

/** Undefined where nothing stands. */
export function valueAt({ root, steps }: Place, context: Context): unknown {
  let value: unknown = context[root]
  for (const step of steps) value = memberOf(value, step)
  return value
}

/** The text, or undefined where a place holds neither text nor number. */
export function filledTemplate(template: Template, context: Context): string | undefined {
  let text = ''
  for (const part of template) {
    const value = typeof part === 'string' ? part : valueAt(part, context)
    if (typeof value !== 'string' && typeof value !== 'number') return undefined
    text += String(value)
  }
  return text
}

/** All that stands there; a step `*` means each element or member. Undefined where nothing does. */
export function eachAt({ steps }: Place, message: unknown): readonly unknown[] | undefined {
  let found: readonly unknown[] = [message]
  for (const step of steps) {
    found =
      step === '*'
        ? found.flatMap((value) => (isObject(value) ? Object.values(value) : []))
        : found.map((value) => memberOf(value, step)).filter((value) => value !== undefined)
  }
  return found.length === 0 ? undefined : found
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Own members alone: what a message names never reaches a prototype. */
const memberOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined

/** The bindings of a city, found by topic. */
import type { BindingDocument } from './document.ts'
import { isPushTopic } from './push.ts'
import { levelsOf } from './topics.ts'

/** A binding of a topic, with its named levels there. */
export interface BoundTopic {
  readonly binding: BindingDocument
  readonly levels: Readonly<Record<string, string>>
}

export interface Bindings {
  /** Those that the topic has. */
  find(topic: string): readonly BoundTopic[]
}

/** With all that there are, for whoever writes another one. */
export interface WrittenBindings extends Bindings {
  written(): readonly WrittenBinding[]
}

export interface WrittenBinding {
  readonly binding: BindingDocument
  /** As its file has it; one of no file has none. */
  readonly text?: string
}

const none: readonly BoundTopic[] = []
export const noBindings: WrittenBindings = { find: () => none, written: () => [] }

/** By the first level, which is a word in every topic of a binding: each message is asked about. */
export function bindingsOf(
  documents: readonly BindingDocument[],
  texts: ReadonlyMap<string, string> = new Map(),
): WrittenBindings {
  const byFirst = new Map<string, Set<BindingDocument>>()
  for (const binding of documents)
    for (const { text } of binding.topics) {
      const some = byFirst.get(firstOf(text))
      if (some === undefined) byFirst.set(firstOf(text), new Set([binding]))
      else some.add(binding)
    }
  const all = documents.map((binding): WrittenBinding => {
    const text = texts.get(binding.id)
    return text === undefined ? { binding } : { binding, text }
  })
  return {
    written: () => all,
    find(topic) {
      const some = byFirst.get(firstOf(topic))
      if (some === undefined) return none
      const words = topic.split('/')
      return [...some].flatMap((binding) => {
        for (const pattern of binding.topics) {
          const levels = levelsOf(pattern, words)
          if (levels !== undefined) return { binding, levels }
        }
        return none
      })
    },
  }
}

function firstOf(topic: string): string {
  const slash = topic.indexOf('/')
  return slash < 0 ? topic : topic.slice(0, slash)
}

/** Those that a publish of MQTT may be for: what is pushed has a door of its own, which asks for a proof. */
export const publishedFor = (bindings: Bindings, topic: string): readonly BoundTopic[] =>
  isPushTopic(topic) ? none : bindings.find(topic)

/** Whether whoever connected so may publish there, for itself and for what it is the gateway of. */
export const mayBePublished = ({ binding }: BoundTopic, source: string): boolean =>
  binding.gateway === undefined || binding.gateway === source

/** A longer message is refused at the edge, so that the dead letter of one holds all of it. */
export const longestBound = 65_536

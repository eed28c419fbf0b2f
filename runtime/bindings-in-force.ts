/** The bindings at work: those of the folder as they were when they had no mistake last, whatever stands there now. */
import { existsSync } from 'node:fs'

import {
  bindingsOf,
  noBindings,
  type BoundTopic,
  type WrittenBinding,
  type WrittenBindings,
} from '../core/bindings/bindings.ts'
import type { Observer } from '../core/observer.ts'
import type { Clock } from '../core/time.ts'
import { background } from './background.ts'
import { bindingsInvalid, readBindings, type FoundBindings } from './bindings-folder.ts'
import type { Component } from './component.ts'
import { nextTurn } from './turns.ts'
import { signatureOfFolder } from './yaml-folder.ts'
import { mistakeText } from './yaml-source.ts'

export interface BindingsOptions {
  readonly folder: string
  /** A folder that nobody named may be missing: then there are none. */
  readonly named: boolean
  /** Milliseconds between two looks at the folder; null looks at the start alone. */
  readonly watchEvery: number | null
  /** Names of the secrets that bindings may ask for; left out where nothing is pushed to. */
  readonly secrets?: ReadonlySet<string>
  readonly clock: Clock
  readonly observer: Observer
}

const mostShown = 10

export class BindingsInForce implements WrittenBindings {
  readonly #options: BindingsOptions
  #current = noBindings
  #seen: string | undefined
  #trouble: string | undefined

  constructor(options: BindingsOptions) {
    this.#options = options
  }

  find(topic: string): readonly BoundTopic[] {
    return this.#current.find(topic)
  }

  written(): readonly WrittenBinding[] {
    return this.#current.written()
  }

  /** Throws `bindings-invalid` with every mistake, so that nobody's messages become dead letters unnoticed. */
  component(): Component {
    const { clock, observer, watchEvery } = this.#options
    const watching = background('bindings', observer, {
      watch: async (signal) => {
        if (watchEvery === null) return
        while (!signal.aborted) {
          await nextTurn(clock, watchEvery, signal)
          if (!signal.aborted) await this.#look()
        }
      },
    })
    return {
      ...watching,
      start: async () => {
        await this.#begin()
        await watching.start()
      },
      warning: () => this.#trouble,
    }
  }

  async #begin(): Promise<void> {
    const { folder } = this.#options
    this.#seen = signatureOfFolder(folder)
    const found = await this.#read()
    if (found.mistakes.length > 0) throw bindingsInvalid(folder, found.mistakes)
    if (found.documents.length > 0) this.#use(found)
  }

  async #look(): Promise<void> {
    const { folder, observer } = this.#options
    const now = signatureOfFolder(folder)
    if (now === this.#seen) return
    this.#seen = now
    const found = await this.#read()
    const { mistakes } = found
    if (mistakes.length === 0) {
      this.#use(found)
      return
    }
    const shown = mistakes.slice(0, mostShown).map(mistakeText)
    const more = mistakes.length - shown.length
    const message = [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
    this.#trouble = `the bindings of before stay in force, the folder has mistakes: ${message}`
    observer.emit('bindings.load-failed', { message })
  }

  async #read(): Promise<FoundBindings> {
    const { folder, named, secrets } = this.#options
    if (!named && !existsSync(folder)) return { documents: [], texts: new Map(), mistakes: [] }
    return readBindings(folder, secrets)
  }

  #use({ documents, texts }: FoundBindings): void {
    this.#trouble = undefined
    this.#current = bindingsOf(documents, texts)
    this.#options.observer.emit('bindings.loaded', { bindings: documents.length })
  }
}

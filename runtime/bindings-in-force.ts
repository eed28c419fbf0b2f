/** The bindings at work: those of the folder as they were when they had no mistake last, whatever stands there now. */
import { existsSync } from 'node:fs'

import {
  bindingsOf,
  noBindings,
  type Bindings,
  type BoundTopic,
} from '../core/bindings/bindings.ts'
import type { Observer } from '../core/observer.ts'
import type { Clock } from '../core/time.ts'
import { background } from './background.ts'
import { bindingsInvalid, readBindings } from './bindings-folder.ts'
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

export class BindingsInForce implements Bindings {
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
    const { documents, mistakes } = await this.#read()
    if (mistakes.length > 0) throw bindingsInvalid(folder, mistakes)
    if (documents.length > 0) this.#use(documents)
  }

  async #look(): Promise<void> {
    const { folder, observer } = this.#options
    const now = signatureOfFolder(folder)
    if (now === this.#seen) return
    this.#seen = now
    const { documents, mistakes } = await this.#read()
    if (mistakes.length === 0) {
      this.#use(documents)
      return
    }
    const shown = mistakes.slice(0, mostShown).map(mistakeText)
    const more = mistakes.length - shown.length
    const message = [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
    this.#trouble = `the bindings of before stay in force, the folder has mistakes: ${message}`
    observer.emit('bindings.load-failed', { message })
  }

  async #read(): Promise<Awaited<ReturnType<typeof readBindings>>> {
    const { folder, named, secrets } = this.#options
    if (!named && !existsSync(folder)) return { documents: [], mistakes: [] }
    return readBindings(folder, secrets)
  }

  #use(documents: Parameters<typeof bindingsOf>[0]): void {
    this.#trouble = undefined
    this.#current = bindingsOf(documents)
    this.#options.observer.emit('bindings.loaded', { bindings: documents.length })
  }
}

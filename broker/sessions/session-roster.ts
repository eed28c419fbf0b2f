/** Which stored sessions there are, of whom, and which are away since when: bounded, and none is kept for ever. */
import type { SessionOptions } from '../ports.ts'
import { nameOf } from './stored-session.ts'

type Bounds = Pick<
  SessionOptions,
  'sessionExpiry' | 'storedSessions' | 'storedSessionsPerName' | 'displaced'
>

export class SessionRoster {
  readonly #bounds: Bounds
  readonly #names = new Map<string, Set<string>>()
  /** The longest absent first. */
  readonly #absent = new Map<string, number>()
  #size = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  has(id: string): boolean {
    return this.#names.get(nameOf(id))?.has(id) === true
  }

  add(id: string): void {
    const name = nameOf(id)
    const ids = this.#names.get(name) ?? new Set()
    if (ids.has(id)) return
    ids.add(id)
    this.#names.set(name, ids)
    this.#size++
  }

  remove(id: string): void {
    const name = nameOf(id)
    const ids = this.#names.get(name)
    if (ids?.delete(id) !== true) return
    if (ids.size === 0) this.#names.delete(name)
    this.#size--
    this.#absent.delete(id)
  }

  absentSince(id: string): number | undefined {
    return this.#absent.get(id)
  }

  arrived(id: string): boolean {
    return this.#absent.delete(id)
  }

  left(id: string, time: number): boolean {
    if (!this.has(id)) return false
    this.#absent.delete(id)
    this.#absent.set(id, time)
    return true
  }

  /** The session that must go before this one is added; one that is connected never goes. */
  displacedBy(id: string): string | undefined {
    const { storedSessionsPerName, storedSessions, displaced } = this.#bounds
    const ofName = this.#names.get(nameOf(id))
    if (ofName?.has(id) === true) return undefined
    if (ofName !== undefined && ofName.size >= storedSessionsPerName) {
      const [first] = [...ofName]
        .filter((one) => this.#absent.has(one))
        .sort((a, b) => (this.#absent.get(a) ?? 0) - (this.#absent.get(b) ?? 0))
      if (first !== undefined) displaced('sessions-of-name', first)
      return first
    }
    if (this.#size < storedSessions) return undefined
    const [first] = this.#absent.keys()
    if (first !== undefined) displaced('sessions', first)
    return first
  }

  /** Those that were away too long. */
  expired(time: number): readonly string[] {
    const gone: string[] = []
    for (const [id, since] of this.#absent) {
      if (time - since < this.#bounds.sessionExpiry) break
      gone.push(id)
    }
    return gone
  }
}

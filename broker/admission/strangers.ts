/** Sockets that have not proved who they are, by address: one address must not take the places of all others. */
export class Strangers {
  readonly #most: number
  readonly #addresses = new Map<object, string>()
  readonly #counts = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** False when the address has too many already; the socket is not remembered then. */
  enter(socket: object, address: string): boolean {
    const count = this.#counts.get(address) ?? 0
    if (count >= this.#most) return false
    this.#counts.set(address, count + 1)
    this.#addresses.set(socket, address)
    return true
  }

  /** It is known now, or gone. */
  leave(socket: object): void {
    const address = this.#addresses.get(socket)
    if (address === undefined) return
    this.#addresses.delete(socket)
    const left = (this.#counts.get(address) ?? 1) - 1
    if (left > 0) this.#counts.set(address, left)
    else this.#counts.delete(address)
  }
}

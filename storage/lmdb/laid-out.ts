import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'

const step = Buffer.alloc(1 << 20)

/**
 * Space in the file of an environment that is there before the engine writes to it. The engine does not survive a write
 * that the disk refuses, so the disk is asked here: the file is made longer with zeros until there is enough of it behind
 * the last page in use. They are appended, which the system does at the end of the file whoever else makes it longer, so
 * they never lie over a page. A page that was freed is used again and needs none of this.
 */
export class LaidOut implements Disposable {
  readonly #file: number

  constructor(path: string) {
    this.#file = openSync(path, 'a')
  }

  /** Throws what the disk says when there cannot be so many bytes behind `used`. */
  ensure(used: number, bytes: number): void {
    let size = fstatSync(this.#file).size
    while (size - used < bytes) size += writeSync(this.#file, step)
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }
}

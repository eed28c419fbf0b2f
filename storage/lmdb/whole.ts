import { closeSync, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'

import { UrbanBrainError } from '../../core/errors.ts'

import {
  bytesAt,
  Damage,
  overflowPages,
  overflowValue,
  pageOf,
  readMeta,
  treeOf,
  type Entry,
  type Meta,
  type Tree,
} from './pages.ts'

export interface LookOptions {
  /** Pages of the trees that are read at most; the rest is believed. */
  readonly mostPages: number
  /** Called with every entry of the log, in order of the keys, with its whole value. Values are not read without it. */
  readonly entry?: (key: Buffer, value: Buffer) => void
}

export const volumeFile = (folder: string): string => join(folder, 'data.mdb')

/**
 * Follows every page of the volume from its meta pages, as the engine would, and rejects with `log-corrupt` at the first
 * that is not what it should be: the engine would end the process there by a signal. Nobody may write meanwhile.
 */
export function mustBeWhole(folder: string, options: LookOptions): void {
  const path = volumeFile(folder)
  const file = openSync(path, 'r')
  try {
    new Walk(file, readMeta(file), options).all()
  } catch (error) {
    if (!(error instanceof Damage)) throw error
    throw new UrbanBrainError('log-corrupt', `${path} is damaged: ${error.message}`, {
      cause: error,
    })
  } finally {
    closeSync(file)
  }
}

class Walk {
  readonly #file: number
  readonly #meta: Meta
  readonly #options: LookOptions
  readonly #there: number
  readonly #seen: Uint8Array
  #left: number

  constructor(file: number, meta: Meta, options: LookOptions) {
    this.#file = file
    this.#meta = meta
    this.#options = options
    this.#there = Math.floor(fstatSync(file).size / meta.pageSize)
    this.#seen = new Uint8Array(Math.ceil(meta.pages / 8))
    this.#left = options.mostPages
  }

  all(): void {
    const trees: Tree[] = []
    const { free } = this.#meta
    // Its keys are numbers, which are not in the order of their bytes.
    this.#tree(free, (entry) => this.#free(this.#value(entry, true)), { ordered: false })
    this.#tree(this.#meta.main, ({ subTree, value }) => {
      if (subTree) trees.push(treeOf(value))
    })
    for (const tree of trees)
      this.#tree(tree, (entry) => {
        const { entry: told } = this.#options
        const bytes = this.#value(entry, told !== undefined)
        if (bytes !== undefined) told?.(entry.key, bytes)
      })
  }

  #tree(tree: Tree, visit: (entry: Entry) => void, { ordered = true } = {}): void {
    if (tree.root === undefined) {
      if (tree.entries !== 0) throw new Damage(`a tree of ${tree.entries} entries has no root`)
      return
    }
    let entries = 0
    let before: Buffer | undefined
    const walk = (number: number, depth: number) => {
      if (this.#left <= 0) return
      this.#left -= 1
      const page = pageOf(this.#page(number), number, this.#meta.transaction)
      if ((page.kind === 'leaf') !== (depth === tree.depth))
        throw new Damage(`page ${number} stands at the wrong depth`)
      if (page.kind === 'branch') {
        for (const child of page.children) walk(child.page, depth + 1)
        return
      }
      for (const entry of page.entries) {
        if (ordered && before !== undefined && before.compare(entry.key) >= 0)
          throw new Damage(`page ${number} has keys out of order`)
        before = entry.key
        entries += 1
        visit(entry)
      }
    }
    walk(tree.root, 1)
    if (this.#left > 0 && entries !== tree.entries)
      throw new Damage(`a tree holds ${entries} entries of ${tree.entries}`)
  }

  #page(number: number): Buffer {
    this.#use(number, 1)
    const { pageSize } = this.#meta
    return bytesAt(this.#file, number * pageSize, pageSize)
  }

  /** What the entry holds; of a value with pages of its own undefined unless it is wanted. */
  #value({ value, overflow }: Entry, wanted: boolean): Buffer | undefined {
    if (overflow === undefined) return value
    const { page, pages, length } = overflow
    const { pageSize } = this.#meta
    if (pages !== overflowPages(length, pageSize))
      throw new Damage(`a value of ${length} bytes has ${pages} pages`)
    this.#use(page, pages)
    if (!wanted) return undefined
    const bytes = bytesAt(this.#file, page * pageSize, pages * pageSize)
    return overflowValue(bytes, page, pages, length)
  }

  /** A list of pages that the engine will write over: their number, then each, or a negative length and the first of a run. */
  #free(list: Buffer | undefined): void {
    const count = list === undefined || list.length < 8 ? -1 : Number(list.readBigInt64LE(0))
    if (list === undefined || count < 0 || 8 * (count + 1) > list.length)
      throw new Damage('a list of free pages is cut short')
    for (let index = 1; index <= count; index += 1) {
      const entry = Number(list.readBigInt64LE(8 * index))
      if (entry > 0) this.#claim(entry, 1)
      if (entry >= 0) continue
      index += 1
      if (index > count) throw new Damage('a list of free pages is cut short')
      this.#claim(Number(list.readBigInt64LE(8 * index)), -entry)
    }
  }

  #use(first: number, pages: number): void {
    this.#claim(first, pages)
    if (first + pages > this.#there)
      throw new Damage(
        `it is cut off: page ${first + pages - 1} is in use, and the file ends with page ${this.#there - 1}`,
      )
  }

  /** Each page belongs to one thing. The last free ones may lie beyond the end of the file. */
  #claim(first: number, pages: number): void {
    if (first < 2 || first + pages > this.#meta.pages)
      throw new Damage(`page ${first} is named, and there are ${this.#meta.pages}`)
    for (let number = first; number < first + pages; number += 1) {
      const bit = 1 << (number % 8)
      const at = number >> 3
      const byte = this.#seen[at] ?? 0
      if ((byte & bit) !== 0) throw new Damage(`page ${number} is used twice`)
      this.#seen[at] = byte | bit
    }
  }
}

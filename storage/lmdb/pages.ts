/**
 * The file format of LMDB as lmdb-js writes it (data version 2), read without the engine: a page that points nowhere ends
 * the engine's process by a signal, and here in a sentence. Little endian; a page begins with number (8), transaction (8),
 * padding (2), flags (2) and either the bounds of its free space (2 + 2) or the length of an overflow run (4).
 */
import { readSync } from 'node:fs'

const pageHead = 24
const metaAt = pageHead
const metaLength = 144
const magic = 0xbeefc0de
const dataVersion = 2
const treeLength = 48
const smallestPage = 512
const largestPage = 65_536
/** What a processor can address. */
const largestMap = 2 ** 47

const isBranch = 0x01
const isLeaf = 0x02
const isOverflow = 0x04
const isMeta = 0x08
const bigData = 0x01
const subTree = 0x02

/** No page: the root of a tree that holds nothing. */
const none = 0xffff_ffff_ffff_ffffn

export class Damage extends Error {}

export interface Tree {
  readonly root: number | undefined
  readonly depth: number
  readonly entries: number
}

export interface Meta {
  readonly pageSize: number
  /** Of the two meta pages the one with the later transaction holds. */
  readonly transaction: number
  /** Pages the transaction knows. */
  readonly pages: number
  readonly free: Tree
  readonly main: Tree
}

/** The meta page in force; throws `Damage` unless both pages can be believed. */
export function readMeta(file: number): Meta {
  const first = metaOf(bytesAt(file, 0, metaAt + metaLength), 0)
  const second = metaOf(bytesAt(file, first.pageSize, metaAt + metaLength), 1)
  if (first.pageSize !== second.pageSize) throw new Damage('its two meta pages disagree')
  if (Math.abs(first.transaction - second.transaction) > 1)
    throw new Damage(
      `its meta pages are of transactions ${first.transaction} and ${second.transaction}`,
    )
  return first.transaction >= second.transaction ? first : second
}

function metaOf(page: Buffer, index: number): Meta {
  const meta = page.subarray(metaAt)
  if (
    (page.readUInt16LE(18) & isMeta) === 0 ||
    Number(page.readBigUInt64LE(0)) !== index ||
    meta.readUInt32LE(0) !== magic
  )
    throw new Damage(`meta page ${index} is overwritten`)
  if ((meta.readUInt32LE(4) & 0xffff) !== dataVersion)
    throw new Damage(`meta page ${index} is of version ${meta.readUInt32LE(4) & 0xffff}`)
  const pageSize = meta.readUInt32LE(24)
  if (pageSize < smallestPage || pageSize > largestPage || (pageSize & (pageSize - 1)) !== 0)
    throw new Damage(`meta page ${index} tells a page size of ${pageSize}`)
  const pages = Number(meta.readBigUInt64LE(120)) + 1
  const mapped = Number(meta.readBigUInt64LE(16))
  if (pages < 2 || pages * pageSize > mapped || mapped > largestMap)
    throw new Damage(`meta page ${index} tells of ${pages} pages`)
  const transaction = Number(meta.readBigUInt64LE(128))
  // The engine writes the two in turn.
  if (transaction > 0 && transaction % 2 !== index)
    throw new Damage(`meta page ${index} is of transaction ${transaction}`)
  return {
    pageSize,
    transaction,
    pages,
    free: treeOf(meta.subarray(24)),
    main: treeOf(meta.subarray(24 + treeLength)),
  }
}

export function treeOf(bytes: Buffer): Tree {
  if (bytes.length < treeLength) throw new Damage('a tree is cut short')
  const root = bytes.readBigUInt64LE(40)
  return {
    depth: bytes.readUInt16LE(6),
    entries: Number(bytes.readBigUInt64LE(32)),
    root: root === none ? undefined : Number(root),
  }
}

interface Child {
  readonly key: Buffer
  readonly page: number
}

export interface Entry {
  readonly key: Buffer
  /** A tree of its own by this name. */
  readonly subTree: boolean
  /** Where it stands in the page; empty for a value that has pages of its own. */
  readonly value: Buffer
  readonly overflow?: { readonly page: number; readonly pages: number; readonly length: number }
}

export type Page =
  | { readonly kind: 'branch'; readonly children: readonly Child[] }
  | { readonly kind: 'leaf'; readonly entries: readonly Entry[] }

/** A page of a tree as of a transaction; throws `Damage` when anything in it points outside. */
export function pageOf(bytes: Buffer, number: number, transaction: number): Page {
  mustBe(bytes, number)
  mustBeOf(bytes, number, transaction)
  const flags = bytes.readUInt16LE(18)
  const lower = bytes.readUInt16LE(20)
  const upper = bytes.readUInt16LE(22)
  const room = bytes.length - pageHead
  if (lower > upper || upper > room || lower % 2 !== 0)
    throw new Damage(`page ${number} has bounds that do not fit`)
  const branch = (flags & isBranch) !== 0
  if (branch === ((flags & isLeaf) !== 0))
    throw new Damage(`page ${number} is neither branch nor leaf`)
  const children: Child[] = []
  const entries: Entry[] = []
  for (let index = 0; index < lower / 2; index += 1) {
    const at = bytes.readUInt16LE(pageHead + 2 * index)
    if (at < upper || at + 8 > room) throw new Damage(`page ${number} has an entry outside`)
    const node = bytes.subarray(pageHead + at)
    const length = node.readUInt16LE(0) + node.readUInt16LE(2) * 65_536
    const nodeFlags = node.readUInt16LE(4)
    const keyEnd = 8 + node.readUInt16LE(6)
    if (keyEnd > node.length) throw new Damage(`page ${number} has a key outside`)
    const key = node.subarray(8, keyEnd)
    if (branch) {
      children.push({ key, page: length + nodeFlags * 2 ** 32 })
      continue
    }
    if ((nodeFlags & ~(bigData | subTree)) !== 0)
      throw new Damage(`page ${number} has an entry of an unknown kind`)
    if ((nodeFlags & bigData) !== 0)
      entries.push({ key, ...overflowOf(node, keyEnd, length, number) })
    else {
      if (keyEnd + length > node.length) throw new Damage(`page ${number} has a value outside`)
      const value = node.subarray(keyEnd, keyEnd + length)
      entries.push({ key, value, subTree: (nodeFlags & subTree) !== 0 })
    }
  }
  if (branch && children.length < 2) throw new Damage(`page ${number} leads nowhere`)
  return branch ? { kind: 'branch', children } : { kind: 'leaf', entries }
}

function overflowOf(node: Buffer, at: number, length: number, number: number) {
  if (at + 24 > node.length) throw new Damage(`page ${number} has a value outside`)
  const page = Number(node.readBigUInt64LE(at))
  const pages = Number(node.readBigUInt64LE(at + 16))
  return { subTree: false, value: node.subarray(0, 0), overflow: { page, pages, length } }
}

/** How many pages a value of this length has for itself. */
export const overflowPages = (length: number, pageSize: number): number =>
  Math.floor((pageHead - 1 + length) / pageSize) + 1

/** The value that begins on this page; throws unless the page says the same of itself as the entry that led to it. */
export function overflowValue(
  bytes: Buffer,
  number: number,
  pages: number,
  length: number,
): Buffer {
  mustBe(bytes, number)
  if ((bytes.readUInt16LE(18) & isOverflow) === 0 || bytes.readUInt32LE(20) !== pages)
    throw new Damage(`page ${number} does not begin the value it should`)
  return bytes.subarray(pageHead, pageHead + length)
}

/** A copy that was made while others wrote has old meta pages before newer ones of the trees. */
function mustBeOf(bytes: Buffer, number: number, transaction: number): void {
  const written = Number(bytes.readBigUInt64LE(8))
  if (written > transaction)
    throw new Damage(
      `page ${number} is of transaction ${written}, and the last one is ${transaction}`,
    )
}

function mustBe(bytes: Buffer, number: number): void {
  const found = bytes.readBigUInt64LE(0)
  if (found !== BigInt(number)) throw new Damage(`page ${number} calls itself page ${found}`)
}

/** Throws when the file ends before. */
export function bytesAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  let read = 0
  while (read < length) {
    const more = readSync(file, bytes, read, length - read, position + read)
    if (more === 0)
      throw new Damage(`it ends at byte ${position + read}, within what it should hold`)
    read += more
  }
  return bytes
}

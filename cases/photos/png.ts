/** The structure of a PNG: W3C PNG 5 and 11. What its chunks say; their sums and the pixels are for whoever inflates them. */
import type { Structure } from './photo-structure.ts'

const damaged: Structure = { mistake: 'is cut off or damaged' }

export interface PngChunk {
  readonly name: string
  /** Without name and sum. */
  readonly data: Uint8Array
  /** Name and data, over which the sum is computed. */
  readonly summed: Uint8Array
  readonly sum: number
}

/** The chunks to the end of the picture; undefined when it does not come. */
export function pngChunks(bytes: Uint8Array): readonly PngChunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: PngChunk[] = []
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at)
    if (end + 4 > bytes.length) return undefined
    const name = String.fromCodePoint(...bytes.subarray(at + 4, at + 8))
    chunks.push({
      name,
      data: bytes.subarray(at + 8, end),
      summed: bytes.subarray(at + 4, end),
      sum: view.getUint32(end),
    })
    if (name === 'IEND') return chunks
    at = end + 4
  }
  return undefined
}

/** Samples of a pixel and the depths they may have, by colour type. */
const colours: Readonly<Record<number, { readonly samples: number; readonly depths: number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

/** Start and step of the seven passes of an interlaced picture, across and down (8.2). */
const passes = [
  [0, 8, 0, 8],
  [4, 8, 0, 8],
  [0, 4, 4, 8],
  [2, 4, 0, 4],
  [0, 2, 2, 4],
  [1, 2, 0, 2],
  [0, 1, 1, 2],
] as const

interface Header {
  readonly width: number
  readonly height: number
  readonly bits: number
  readonly colour: number
  readonly interlaced: boolean
}

function headerOf([first]: readonly PngChunk[]): Header | undefined {
  if (first?.name !== 'IHDR' || first.data.length !== 13) return undefined
  const { data } = first
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const [depth, colour, compression, filter, interlace] = data.subarray(8)
  const kind = colours[colour ?? -1]
  if (depth === undefined || colour === undefined || kind?.depths.includes(depth) !== true)
    return undefined
  if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1)) return undefined
  return {
    width: view.getUint32(0),
    height: view.getUint32(4),
    bits: depth * kind.samples,
    colour,
    interlaced: interlace === 1,
  }
}

/** Bytes that the picture inflates to: its rows, each with the byte that names its filter. */
export function pngBytes(chunks: readonly PngChunk[]): number {
  const header = headerOf(chunks)
  if (header === undefined) return 0
  const { width, height, bits, interlaced } = header
  const rows = (across: number, down: number) =>
    across === 0 ? 0 : down * (1 + Math.ceil((across * bits) / 8))
  if (!interlaced) return rows(width, height)
  const part = (size: number, start: number, step: number) =>
    Math.max(0, Math.ceil((size - start) / step))
  return passes.reduce(
    (sum, [left, right, top, below]) =>
      sum + rows(part(width, left, right), part(height, top, below)),
    0,
  )
}

export function pngStructure(bytes: Uint8Array): Structure {
  const chunks = pngChunks(bytes)
  const header = chunks && headerOf(chunks)
  if (chunks === undefined || header === undefined) return damaged
  const names = chunks.map(({ name }) => name)
  const last = names.lastIndexOf('IDAT')
  // The data of the picture lie together, and a palette stands before those that need one.
  const together = names.slice(names.indexOf('IDAT'), last + 1).every((name) => name === 'IDAT')
  const coloured = header.colour !== 3 || names.slice(0, Math.max(last, 0)).includes('PLTE')
  if (last < 0 || !together || !coloured) return damaged
  return { size: { width: header.width, height: header.height } }
}

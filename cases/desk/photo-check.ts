/** The last look at a photo, for which more than its structure is read: the sums of a PNG, and its pixels inflated. */
import { crc32, createInflate } from 'node:zlib'

import { lookAtPhoto, type PhotoLook } from '../photos/photos.ts'
import { pngBytes, pngChunks, type PngChunk } from '../photos/png.ts'

/** As `lookAtPhoto`; the pixels of a PNG are inflated a piece at a time and never kept. */
export async function checkPhoto(bytes: Uint8Array, mostPixels: number): Promise<PhotoLook> {
  const look = lookAtPhoto(bytes, mostPixels)
  if (look.mistake !== undefined || look.type !== 'image/png') return look
  const chunks = pngChunks(bytes) ?? []
  const whole = chunks.every(({ summed, sum }) => crc32(summed) === sum)
  const fits = whole && (await inflated(chunks, pngBytes(chunks)))
  return fits ? look : { mistake: 'this image/png is cut off or damaged' }
}

/** Whether the data inflate to so many bytes, no more and no less. */
async function inflated(chunks: readonly PngChunk[], expected: number): Promise<boolean> {
  const inflate = createInflate()
  let found = 0
  try {
    for (const { name, data } of chunks) if (name === 'IDAT') inflate.write(data)
    inflate.end()
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      found += piece.length
      if (found > expected) return false
    }
    return found === expected
  } catch {
    return false
  } finally {
    inflate.destroy()
  }
}

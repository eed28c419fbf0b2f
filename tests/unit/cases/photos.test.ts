import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { photoFiles } from '../../../cases/files/photos.ts'
import { casesConfigSchema } from '../../../cases/config.ts'
import { checkPhoto } from '../../../cases/desk/photo-check.ts'
import type { KeptPhoto } from '../../../cases/photo-ports.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { jpeg, png, pngOf, webp, webpExtended, webpLossless } from './photos-pictures.ts'

const most = casesConfigSchema.parse({}).photos.pixels

/** From the tables behind the frame on, nothing but the end. */
const withoutScan = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, bytes.indexOf(Buffer.from([0xff, 0xc4]))), bytes.subarray(-2)])
const withoutTables = (bytes: Buffer): Buffer => {
  const from = bytes.indexOf(Buffer.from([0xff, 0xc4]))
  return Buffer.concat([
    bytes.subarray(0, from),
    bytes.subarray(bytes.indexOf(Buffer.from([0xff, 0xda]))),
  ])
}
/** So many bytes less before the end. */
const taken = (bytes: Buffer, fewer: number): Buffer =>
  Buffer.concat([bytes.subarray(0, bytes.length - 2 - fewer), bytes.subarray(-2)])
const changed = (bytes: Buffer, at: number): Buffer => {
  const other = Buffer.from(bytes)
  other[at] = (other[at] ?? 0) ^ 1
  return other
}

describe('the look at a photo', () => {
  test.each<[string, Uint8Array, object]>([
    ['a PNG', png, { type: 'image/png', size: { width: 1, height: 1 } }],
    ['a large PNG', pngOf(4_000, 3_000), { size: { width: 4_000, height: 3_000 } }],
    ['a JPEG', jpeg(4_032, 3_024), { type: 'image/jpeg', size: { width: 4_032, height: 3_024 } }],
    ['a progressive JPEG', jpeg(7, 300, 0xc2), { size: { width: 7, height: 300 } }],
    ['a lossy WebP', webp, { type: 'image/webp', size: { width: 1, height: 1 } }],
    ['a lossless WebP', webpLossless(4_000, 16_384), { size: { width: 4_000, height: 16_384 } }],
    ['an extended WebP', webpExtended(7_000, 9), { size: { width: 7_000, height: 9 } }],
    ['an interlaced PNG', pngOf(5, 3, { rows: 52, interlace: 1 }), { size: { width: 5 } }],
    ['a JPEG with more behind it', Buffer.concat([jpeg(9, 9), Buffer.from('MPF')]), {}],
  ])('knows %s by its bytes', async (_, bytes, expected) => {
    expect(await checkPhoto(bytes, most)).toMatchObject(expected)
    // The same within a larger buffer, as sockets give them.
    const shifted = Buffer.concat([Buffer.from('xxx'), bytes]).subarray(3)
    expect(await checkPhoto(shifted, most)).toMatchObject(expected)
    expect((await checkPhoto(bytes, most)).mistake).toBeUndefined()
  })

  test.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.alloc(0), 'no JPEG'],
    ['a text', Buffer.from('<svg onload="alert(1)"></svg>'), 'no JPEG'],
    ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;'), 'no JPEG'],
    ['a sound', Buffer.from('RIFF\0\0\0\0WAVEfmt '), 'no JPEG'],
    ['a head alone', png.subarray(0, 12), 'cut off'],
    ['a JPEG without a frame', jpeg(1, 1).subarray(0, 24), 'cut off'],
    ['a JPEG of start and frame alone', withoutScan(jpeg(64, 64)), 'cut off'],
    ['a JPEG without its tables', withoutTables(jpeg(64, 64)), 'cut off'],
    ['a JPEG without its end', jpeg(64, 64).subarray(0, -2), 'cut off'],
    ['a JPEG cut off in its data', jpeg(640, 480).subarray(0, 400), 'cut off'],
    ['a JPEG with less data than blocks', taken(jpeg(640, 480), 900), 'cut off'],
    ['a JPEG without loss', jpeg(8, 8, 0xc3), 'no browser'],
    [
      'a JPEG that goes on with text',
      Buffer.from('\xff\xd8\xff\xe0\x00\x02<script>', 'latin1'),
      'cut off',
    ],
    ['a WebP of an unknown kind', Buffer.from(`RIFF....WEBPVP9 ${'.'.repeat(40)}`), 'cut off'],
    ['a WebP that is cut off', webpLossless(3, 3).subarray(0, -2), 'cut off'],
    ['a WebP that promises a picture', webpExtended(3, 3).subarray(0, 30), 'cut off'],
    ['a PNG that is cut off', pngOf(9, 9).subarray(0, -1), 'cut off'],
    ['a PNG without its end', pngOf(9, 9).subarray(0, -12), 'cut off'],
    ['a PNG with a changed bit', changed(pngOf(9, 9), 45), 'cut off'],
    ['a PNG with a pixel too few', pngOf(9, 9, { rows: 9 * 28 - 3 }), 'cut off'],
    ['a PNG that inflates to more than it says', pngOf(9, 9, { rows: 90_000_000 }), 'cut off'],
    ['no width', jpeg(0, 5), 'is empty'],
    ['some bytes that claim 225 million pixels', pngOf(15_000, 15_000, { rows: 9 }), 'too large'],
    ['a long and narrow one', pngOf(29_999, 8_000, { rows: 9 }), 'too large'],
    ['a side that is too long', pngOf(0xffff_ffff, 1, { rows: 9 }), 'too large'],
  ])('refuses %s', async (_, bytes, words) => {
    expect((await checkPhoto(bytes, most)).mistake).toContain(words)
  })

  test('takes what a phone of 64 million pixels makes, and not one pixel more than it may', async () => {
    const size = { width: 9_280, height: 6_944 }
    expect(await checkPhoto(jpeg(size.width, size.height), most)).toMatchObject({ size })
    expect((await checkPhoto(png, 1)).mistake).toBeUndefined()
    expect((await checkPhoto(pngOf(2, 1), 1)).mistake).toContain('too large')
  })

  test('no picture that was cut off anywhere is taken', async () => {
    for (const bytes of [png, pngOf(3, 3), jpeg(20, 20), webpLossless(3, 3), webpExtended(3, 3)])
      for (let length = 0; length < bytes.length; length += 1) {
        // The last byte of a WebP may be the one that makes its length even.
        expect(
          (await checkPhoto(bytes.subarray(0, length), most)).mistake,
          `${length}`,
        ).toBeDefined()
      }
  })

  test('answers whatever the bytes are, and never a size that cannot be', async () => {
    const heads = [png, webp, webpExtended(3, 3), webpLossless(3, 3), jpeg(3, 3)]
    const cut = fc
      .record({
        head: fc.constantFrom(...heads),
        length: fc.nat(300),
        rest: fc.uint8Array({ maxLength: 64 }),
      })
      .map(({ head, length, rest }) => Buffer.concat([head.subarray(0, length), rest]))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 64 }), cut), async (bytes) => {
        const look = await checkPhoto(bytes, most)
        if (look.mistake !== undefined) return
        expect(look.size.width).toBeGreaterThan(0)
        expect(look.size.width * look.size.height).toBeLessThanOrEqual(most)
      }),
    )
  })
})

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const sha256 = hashOf(png)

async function bytesOf(photo: KeptPhoto | undefined): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of photo?.content() ?? []) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('photos as files', () => {
  test('are kept under their name, once, and given back as they came', async () => {
    const folder = join(await temporaryFolder(), 'made', 'when', 'needed')
    const store = photoFiles(folder)
    expect(await store.get(sha256)).toBeUndefined()
    expect(await store.put(sha256, 'image/png', png)).toBe('new')
    expect(await store.put(sha256, 'image/png', png)).toBe('known')
    const photo = await photoFiles(folder).get(sha256)
    expect(photo).toMatchObject({ type: 'image/png', bytes: png.length })
    expect(await bytesOf(photo)).toEqual(png)
    expect(await readdir(folder)).toEqual([sha256.slice(0, 2)])
    expect(await readdir(join(folder, sha256.slice(0, 2)))).toEqual([`${sha256}.png`])
  })

  test('many senders of the same photo at once leave one whole file', async () => {
    const folder = await temporaryFolder()
    const bytes = Buffer.alloc(300_000, 7)
    const name = hashOf(bytes)
    await Promise.all(
      Array.from({ length: 8 }, () => photoFiles(folder).put(name, 'image/jpeg', bytes)),
    )
    expect(await readdir(join(folder, name.slice(0, 2)))).toEqual([`${name}.jpg`])
    expect(await bytesOf(await photoFiles(folder).get(name))).toEqual(bytes)
  })

  test('what a crash left is no photo, and a file that lost its end is written again', async () => {
    const folder = await temporaryFolder()
    const store = photoFiles(folder)
    const path = join(folder, sha256.slice(0, 2), `${sha256}.png`)
    await mkdir(join(folder, sha256.slice(0, 2)))
    await writeFile(`${path}.x.part`, png.subarray(0, 9))
    expect(await store.get(sha256)).toBeUndefined()
    expect(await store.put(sha256, 'image/png', png)).toBe('new')
    await truncate(path, 5)
    expect(await store.put(sha256, 'image/png', png)).toBe('new')
    expect(await readFile(path)).toEqual(png)
  })

  test('one with a flipped bit is not given out, and written anew when somebody has it whole', async () => {
    const folder = await temporaryFolder()
    const store = photoFiles(folder)
    await store.put(sha256, 'image/png', png)
    const path = join(folder, sha256.slice(0, 2), `${sha256}.png`)
    const flipped = Buffer.from(png)
    flipped[20] = (flipped[20] ?? 0) ^ 1
    await writeFile(path, flipped)
    await expect(store.get(sha256)).rejects.toMatchObject({
      code: 'store-damaged',
      message: expect.stringContaining(path) as string,
    })
    expect(await store.put(sha256, 'image/png', png)).toBe('new')
    expect(await bytesOf(await store.get(sha256))).toEqual(png)
  })

  test('a name that is no hash leads nowhere', async () => {
    const folder = await temporaryFolder()
    const store = photoFiles(join(folder, 'photos'))
    await writeFile(join(folder, 'secret.png'), png)
    expect(await store.get('../secret')).toBeUndefined()
    await expect(store.put('../escape', 'image/png', png)).rejects.toThrow(TypeError)
    expect(await readdir(folder)).toEqual(['secret.png'])
  })

  test('a folder that cannot be is photos that are away, later perhaps well', async () => {
    const folder = await temporaryFolder()
    await writeFile(join(folder, 'file'), '')
    const store = photoFiles(join(folder, 'file', 'photos'))
    const away = { code: 'store-unavailable', retry: 'later' }
    await expect(store.put(sha256, 'image/png', png)).rejects.toMatchObject(away)
    await expect(store.get(sha256)).rejects.toMatchObject(away)
  })
})

import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { isSha256, photoExtensions, photoTypes, type PhotoType } from '../photos/photos.ts'
import type { PhotoStore } from '../photo-ports.ts'

/** So many names at a time. */
const most = 500

/**
 * Photos as files, `ab/<sha256>.<extension>` with the first two digits as folder. A file has its name only once it is whole
 * and on the disk; what a crash leaves behind ends in `.part`, and nobody reads it. Several processes may share the folder:
 * the same name means the same bytes.
 */
export function photoFiles(folder: string): PhotoStore {
  const root = resolve(folder)
  const pathOf = (sha256: string, type: PhotoType) =>
    join(root, sha256.slice(0, 2), `${sha256}.${photoExtensions[type]}`)

  return {
    put: (sha256, type, bytes) =>
      reachable(async () => {
        if (!isSha256(sha256)) throw new TypeError('a photo is named by its SHA-256')
        const path = pathOf(sha256, type)
        if ((await sizeOf(path)) === bytes.byteLength && (await hashOf(path)) === sha256) {
          await touched(path)
          return 'known'
        }
        await makeFolder(dirname(path))
        const part = `${path}.${randomUUID()}.part`
        try {
          await writeDurably(part, bytes)
          await rename(part, path)
        } catch (error) {
          await rm(part, { force: true })
          throw error
        }
        await syncFolder(dirname(path))
        return 'new'
      }),

    get: (sha256) =>
      reachable(async () => {
        if (!isSha256(sha256)) return undefined
        for (const type of photoTypes) {
          const path = pathOf(sha256, type)
          const bytes = await sizeOf(path)
          if (bytes === undefined) continue
          if ((await hashOf(path)) !== sha256)
            throw new UrbanBrainError(
              'store-damaged',
              `${path} is damaged: its hash is not its name`,
            )
          return { type, bytes, content: () => createReadStream(path) }
        }
        return undefined
      }),

    touch: (names) =>
      reachable(async () => {
        for (const sha256 of names.filter(isSha256))
          for (const type of photoTypes) await touched(pathOf(sha256, type))
      }),

    async *cameBetween(from, to) {
      for (const folder of await foldersIn(root)) {
        let found: string[] = []
        for (const name of await reachable(() => readdir(join(root, folder)))) {
          const sha256 = /^([0-9a-f]{64})\.(?:jpg|png|webp)$/.exec(name)?.[1]
          if (sha256 === undefined) continue
          const came = await reachable(() => cameAt(join(root, folder, name)))
          if (came !== undefined && came >= from && came < to) found.push(sha256)
          if (found.length === most) {
            yield found
            found = []
          }
        }
        if (found.length > 0) yield found
      }
    },

    delete: (sha256, since) =>
      reachable(async () => {
        if (!isSha256(sha256)) throw new TypeError('a photo is named by its SHA-256')
        for (const type of photoTypes) {
          const path = pathOf(sha256, type)
          const came = await cameAt(path)
          if (came === undefined) continue
          if (came >= since) return false
          await rm(path, { force: true })
          await syncFolder(dirname(path))
        }
        return true
      }),
  }
}

/** Somebody is about to name it: nobody deletes it meanwhile. */
async function touched(path: string): Promise<void> {
  const now = new Date()
  await utimes(path, now, now).catch((error: unknown) => {
    if (!isMissing(error)) throw error
  })
}

/** By the first two digits; none before the first photo. */
const foldersIn = (root: string): Promise<readonly string[]> =>
  reachable(async () => {
    const names = await readdir(root).catch((error: unknown) => {
      if (isMissing(error)) return []
      throw error
    })
    return names.filter((name) => /^[0-9a-f]{2}$/.test(name))
  })

/** A disk gives back other bytes than it was given, now and then; the name says what they were. */
async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function cameAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

/** A new folder is on the disk only when the one above it is. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === first || made === dirname(made)) return
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx')
  await file.writeFile(bytes)
  await file.sync()
}

/** A name, too, is durable only after that. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

/** A full or missing disk may be well again later. */
async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TypeError || error instanceof UrbanBrainError) throw error
    throw new UrbanBrainError('store-unavailable', `the photos: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

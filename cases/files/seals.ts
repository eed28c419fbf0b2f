/** Seals as lines of JSON in a file that only grows, and the key that signs them. */
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'

import type { CaseSeal } from '../../core/case-seal.ts'
import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { writeDurably } from '../../storage/durable-file.ts'
import { sealingKey, type SealingKey } from '../desk/seal.ts'
import type { SealFile } from '../ports.ts'

const cut = 65_536

/** The folder holds `seals.jsonl`. A last line that a crash cut off is taken away before the next one is written. */
export function sealFile(folder: string): SealFile {
  const path = join(folder, 'seals.jsonl')
  const reachable = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw new UrbanBrainError('store-unavailable', `seals: ${messageOf(error)}`, { cause: error })
    }
  }
  /** The end of the file, which is longer than any seal, and the size of what it has in whole lines. */
  const end = async (file: FileHandle) => {
    const { size } = await file.stat()
    const from = Math.max(0, size - cut)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    const whole = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1
    return { lines: buffer.toString('utf8', 0, whole).split('\n'), size, whole: from + whole }
  }

  return {
    last: () =>
      reachable(async () => {
        if (!existsSync(path)) return undefined
        await using file = await open(path, 'r')
        return parsed((await end(file)).lines.at(-2) ?? '')
      }),
    all: async function* () {
      if (!existsSync(path)) return
      await using file = await open(path, 'r')
      const { whole } = await end(file)
      if (whole === 0) return
      for await (const line of file.readLines({ end: whole - 1, autoClose: false }))
        yield parsed(line)
    },
    append: (seals) =>
      reachable(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await using file = await open(path, 'a+', 0o600)
        const { size, whole } = await end(file)
        if (size > whole) await file.truncate(whole)
        await file.appendFile(seals.map((seal) => `${JSON.stringify(seal)}\n`).join(''))
        await file.datasync()
      }),
  }
}

function parsed(line: string): CaseSeal | undefined {
  try {
    return JSON.parse(line) as CaseSeal
  } catch {
    return undefined
  }
}

/** The key of the file; the first start makes one, for the owner's eyes only. */
export function keptKey(path: string): SealingKey {
  if (!existsSync(path)) {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeDurably(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  }
  try {
    return sealingKey(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UrbanBrainError(
      'store-damaged',
      `${path} holds no key of Ed25519 in PEM: restore it, or move it aside for a new one (${messageOf(error)})`,
    )
  }
}

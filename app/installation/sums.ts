/** What a backup says of its own files: a register has no checksums, and a flipped byte in a name is a name. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import { writeDurably } from '../../storage/durable-file.ts'

const sumsName = 'backup.json'
const sumsSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))

/** Engines make these anew whenever they look at a file. */
const passing = /(^|\/)(lock\.(sqlite|mdb).*|[^/]*-shm|backup\.json)$/

export const hasSums = (folder: string): boolean => existsSync(join(folder, sumsName))
export const dropSums = (folder: string): void => rmSync(join(folder, sumsName), { force: true })

export async function writeSums(folder: string): Promise<void> {
  writeDurably(join(folder, sumsName), `${JSON.stringify(await sumsOf(folder), null, 1)}\n`)
}

/** Rejects with `store-damaged` unless every file is as it was saved. */
export async function checkSums(folder: string): Promise<number> {
  const path = join(folder, sumsName)
  const saved = read(path)
  const found = await sumsOf(folder)
  const wrong = [...new Set([...Object.keys(saved), ...Object.keys(found)])].filter(
    (name) => saved[name] !== found[name],
  )
  if (wrong.length > 0)
    throw new UrbanBrainError(
      'store-damaged',
      `${wrong.length} files are not as they were saved: ${wrong
        .slice(0, 5)
        .map((name) => join(folder, name))
        .join(', ')}; take another backup`,
    )
  return Object.keys(saved).length
}

function read(path: string): z.output<typeof sumsSchema> {
  try {
    return sumsSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new UrbanBrainError('store-damaged', `${path} is damaged; take another backup`, { cause })
  }
}

async function sumsOf(folder: string): Promise<Record<string, string>> {
  const sums: Record<string, string> = {}
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()
  for (const name of names) {
    if (passing.test(name) || !statSync(join(folder, name)).isFile()) continue
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(join(folder, name)) as AsyncIterable<Buffer>)
      hash.update(chunk)
    sums[name] = hash.digest('hex')
  }
  return sums
}

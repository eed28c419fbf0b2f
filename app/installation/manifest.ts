import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { z } from 'zod'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { writeDurably } from '../../storage/durable-file.ts'

const manifestSchema = z.object({
  /** The same word stands in every store. */
  id: z.uuid(),
  madeAt: z.iso.datetime(),
  /** Version of the program. */
  madeBy: z.string(),
  /** Names in the data folder of what was made and must be there. */
  stores: z.array(z.string()),
})

/** What the data folder says of itself. */
export type Manifest = z.output<typeof manifestSchema>

export const manifestName = 'installation.json'

export function readManifest(data: string): Manifest | undefined {
  const path = join(data, manifestName)
  if (!existsSync(path)) return undefined
  const text = readFileSync(path, 'utf8')
  try {
    return manifestSchema.parse(JSON.parse(text))
  } catch (error) {
    const why = error instanceof z.ZodError ? 'it lacks what it should say' : messageOf(error)
    throw new UrbanBrainError(
      'store-damaged',
      `${path} is damaged: ${why}; put it back from the backup, or move it aside to have the folder adopted`,
      { cause: error },
    )
  }
}

export const writeManifest = (data: string, manifest: Manifest): void =>
  writeDurably(join(data, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)

/** What disks and people do to files, chosen by a seed. */
import { readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Random } from '../../simulators/script/random.ts'

export interface Damage {
  /** In the data folder. */
  readonly file: string
  readonly what: string
}

const kinds = ['flip', 'flip', 'flip', 'sector', 'zeros', 'cut', 'page', 'empty', 'delete'] as const

/** Does one thing to one of the files, and says what. */
export async function damageOne(
  folder: string,
  files: readonly string[],
  random: Random,
): Promise<Damage> {
  const file = files[random.below(files.length)] ?? ''
  const kind = kinds[random.below(kinds.length)] ?? 'flip'
  const path = join(folder, file)
  const { size } = await stat(path)
  const at = random.below(size)
  switch (kind) {
    case 'delete':
      await rm(path)
      break
    case 'empty':
      await truncate(path, 0)
      break
    case 'cut':
      await truncate(path, at)
      break
    case 'page':
      await truncate(path, Math.max(0, size - 4_096))
      break
    case 'flip':
    case 'sector':
    case 'zeros': {
      const bytes = await readFile(path)
      if (kind === 'flip') bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      else {
        const before = Buffer.from(bytes)
        const from = at - (at % 512)
        for (let n = from; n < Math.min(size, from + 512); n += 1)
          bytes[n] = kind === 'zeros' ? 0 : random.below(256)
        if (bytes.equals(before)) bytes[at] = (bytes[at] ?? 0) ^ 1
      }
      await writeFile(path, bytes)
    }
  }
  return { file, what: `${kind} of ${file} at ${at} of ${size}` }
}

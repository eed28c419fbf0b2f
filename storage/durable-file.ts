import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/** The file is on the disk with all of the text, or as it was; readable by its owner only. */
export function writeDurably(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const part = `${path}.part`
  try {
    const file = openSync(part, 'w', 0o600)
    try {
      writeFileSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  // A name, too, is durable only after that.
  const folder = openSync(dirname(path), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

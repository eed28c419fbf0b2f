/** Reading files that people put into a folder, whatever they put there. */
import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'

import { messageOf } from '../core/errors.ts'
import { decodeText, textOf } from '../core/text-file.ts'
import { unreadable } from './schema-words.ts'
import { mistakeAt, type Mistake } from './yaml-source.ts'

/**
 * The bytes of a regular file of at most so many bytes; rejects with a sentence about what it is instead. Looked at before
 * it is opened: opening a pipe waits for whoever writes it, and opening a device may do anything.
 */
export async function readWritten(path: string, maxBytes: number): Promise<Uint8Array> {
  const found = await stat(path)
  if (!found.isFile())
    throw new TypeError(`is ${found.isDirectory() ? 'a folder' : 'a pipe, socket or device'}`)
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const chunks: Uint8Array[] = []
  let bytes = 0
  // Not by its size: it may grow meanwhile, and files of the kernel say 0.
  for await (const chunk of file.createReadStream({ end: maxBytes, autoClose: false })) {
    chunks.push(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  if (bytes > maxBytes) throw new TypeError(`has more than ${maxBytes} bytes`)
  return Buffer.concat(chunks)
}

/** Its text; rejects as well where the bytes are none. */
export const readWrittenText = async (path: string, maxBytes: number): Promise<string> =>
  textOf(await readWritten(path, maxBytes))

/** The text of a file; undefined, with a mistake, when there is none of at most so many bytes. */
export async function readOrMistake(
  path: string,
  file: string,
  maxBytes: number,
  mistakes: Mistake[],
): Promise<string | undefined> {
  try {
    const result = decodeText(await readWritten(path, maxBytes))
    if ('text' in result) return result.text
    mistakes.push(mistakeAt(file, result.line ?? 1, unreadable(result.mistake)))
  } catch (error) {
    mistakes.push(mistakeAt(file, 1, unreadable(messageOf(error))))
  }
  return undefined
}

import { readFile, truncate } from 'node:fs/promises'

const page = 4_096

/** Cuts off the zeros that lie behind the last page in use, so that any other cut or flip is a damage. */
export async function withoutSpareRoom(path: string): Promise<void> {
  const bytes = await readFile(path)
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  await truncate(path, Math.ceil(end / page) * page)
}

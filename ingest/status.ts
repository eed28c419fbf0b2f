/** What a status topic says: a device is there or not, or its retained word was taken back (an empty body). */
export type StatusWord = 'online' | 'offline' | 'cleared'

const words: ReadonlyMap<unknown, StatusWord> = new Map([
  ['online', 'online'],
  ['1', 'online'],
  ['true', 'online'],
  ['offline', 'offline'],
  ['0', 'offline'],
  ['false', 'offline'],
])

const fields = ['online', 'state', 'status'] as const

const wordOf = (value: unknown): StatusWord | undefined => {
  const simple = typeof value === 'boolean' || typeof value === 'number' ? String(value) : value
  return typeof simple === 'string' ? words.get(simple.trim().toLowerCase()) : undefined
}

/** `online`, `offline`, `1`, `0`, `true`, `false` in any case, or an object with one of them; undefined for anything else. */
export function decodeStatus(text: string): StatusWord | undefined {
  // The byte order mark counts as a space here.
  const word = text.trim()
  if (word === '') return 'cleared'
  const plain = wordOf(word)
  if (plain !== undefined) return plain
  try {
    const body: unknown = JSON.parse(word)
    if (typeof body !== 'object' || body === null) return wordOf(body)
    for (const field of fields) {
      if (Object.hasOwn(body, field)) return wordOf(Reflect.get(body, field))
    }
    return undefined
  } catch {
    return undefined
  }
}

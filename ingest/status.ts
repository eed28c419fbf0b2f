/** The word on a status topic: `online`, `offline` or `{"online": true}`; undefined for anything else. */
export function decodeStatus(text: string): boolean | undefined {
  const word = text.trim()
  if (word === 'online') return true
  if (word === 'offline') return false
  try {
    const body: unknown = JSON.parse(word)
    if (typeof body !== 'object' || body === null) return undefined
    const online: unknown = Reflect.get(body, 'online')
    return typeof online === 'boolean' ? online : undefined
  } catch {
    return undefined
  }
}

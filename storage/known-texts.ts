/** Texts by their bytes, so that one that was read a moment ago is not made again. */
const most = 1 << 16

export class KnownTexts {
  readonly #known = new Map<number, { readonly text: string; readonly bytes: Buffer }>()

  of(bytes: Buffer, start: number, end: number): string {
    let sum = 0
    for (let at = start; at < end; at += 1) sum = (Math.imul(sum, 31) + (bytes[at] ?? 0)) | 0
    const known = this.#known.get(sum)
    if (known !== undefined && isSame(known.bytes, bytes, start, end)) return known.text
    const text = bytes.toString('utf8', start, end)
    if (this.#known.size >= most) this.#known.clear()
    this.#known.set(sum, { text, bytes: Buffer.from(bytes.subarray(start, end)) })
    return text
  }
}

function isSame(known: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (known.length !== end - start) return false
  for (let at = 0; at < known.length; at += 1) if (known[at] !== bytes[start + at]) return false
  return true
}

/** The bytes of a dead letter as a person can read them. Pure. */
export type RawBody =
  | { readonly form: 'empty' }
  | { readonly form: 'text' | 'bytes'; readonly bytes: number; readonly shown: string }

/** Bytes shown as hexadecimal at most; a picture of noise helps nobody. */
const mostShown = 4_096

/** Text when the bytes are UTF-8 without control characters, JSON then laid out; otherwise hexadecimal. */
export function readBody(base64: string): RawBody {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  if (bytes.length === 0) return { form: 'empty' }
  const text = asText(bytes)
  if (text === undefined) return { form: 'bytes', bytes: bytes.length, shown: asHexadecimal(bytes) }
  return { form: 'text', bytes: bytes.length, shown: laidOut(text) }
}

function asText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // Anything of the control characters but tab and line ends.
    return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

function laidOut(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    // Numbers that a double cannot hold, and repeated names, would look different from what was sent.
    return JSON.stringify(value) === text ? JSON.stringify(value, undefined, 2) : text
  } catch {
    return text
  }
}

/** Sixteen bytes a line after their offset, as hex dumps are. */
function asHexadecimal(bytes: Uint8Array): string {
  const lines: string[] = []
  for (let at = 0; at < Math.min(bytes.length, mostShown); at += 16) {
    const row = [...bytes.subarray(at, at + 16)].map((byte) => byte.toString(16).padStart(2, '0'))
    lines.push(`${at.toString(16).padStart(6, '0')}  ${row.join(' ')}`)
  }
  if (bytes.length > mostShown) lines.push('…')
  return lines.join('\n')
}

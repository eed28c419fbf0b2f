/** A member of a JSON object as its bytes have it: what is signed is what was written, and 12.0 is another text than 12. */

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs

/** Of text that is JSON; undefined where the member is none. Of two of one name the last counts, as everywhere. */
export function writtenMember(text: string, name: string): string | undefined {
  let depth = 0
  let before = ''
  let member: { readonly name: unknown; readonly from: number } | undefined
  let found: string | undefined
  for (const { 0: token, index } of text.matchAll(tokens)) {
    const closes = token === '}' || token === ']'
    if (depth === 1) {
      if (token === ':') member = { name: JSON.parse(before) as unknown, from: index + 1 }
      else if (closes || token === ',') {
        if (member?.name === name) found = text.slice(member.from, index).trim()
        member = undefined
      }
    }
    if (closes) depth -= 1
    else if (token === '{' || token === '[') depth += 1
    before = token
  }
  return found
}

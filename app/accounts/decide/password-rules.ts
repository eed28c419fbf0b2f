/** What a password must be (NIST SP 800-63B 5.1.1.2): long, and none that is tried first. No mixture of signs is asked for. */

const shortest = 12

/** Of the lists that are tried first, those that are long enough; digits and rows of keys are found below. */
const triedFirst = new Set(
  `password1234 password12345 passwordpassword administrator administrator1 adminadminadmin welcome12345 letmein12345
   iloveyou1234 iloveyouiloveyou woaini1314520 woaini5201314 woaiwoaiwoai changeme1234 changemechangeme qwerty123456
   1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6 zaq12wsxcde3 qazwsxedcrfv football1234 baseball1234 sunshine1234
   princess1234 superman1234 abcd12345678 abc123456789 a1b2c3d4e5f6 trustno1trustno1 wangguan1234 chengguan1234
   chengshidanao chengshidanao1 chengshiguanli zhihuichengshi urbanbrain123 urbanbrain1234`.split(
    /\s+/,
  ),
)

const rows = [
  '01234567890',
  '09876543210',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
]

/** Why it may not be one; undefined when it may. */
export function weaknessOf(
  password: string,
  { name, person }: { readonly name: string; readonly person: string },
): string | undefined {
  const plain = password.normalize('NFKC').toLowerCase()
  if (lengthOf(plain) < shortest) return `it has fewer than ${shortest} characters`
  if (triedFirst.has(plain)) return 'it is one of those that are tried first'
  const left = [name, person, 'urbanbrain', 'urban-brain', '城市大脑']
    .map((word) => word.toLowerCase())
    .filter((word) => word.length > 1)
    .reduce((rest, word) => rest.replaceAll(word, ''), plain)
  if (lengthOf(left) < shortest / 2) return 'it is little more than your name, or ours'
  if (new Set(plain).size < 5) return 'it is few signs, repeated'
  if (inRows(plain) > plain.length * 0.7) return 'it is a row of keys, of digits or of letters'
  return undefined
}

/** In signs as people count them, however many units of text each takes. */
const lengthOf = (text: string): number => Array.from(text).length

/** How many signs come right behind the one before in a row. */
const inRows = (text: string): number =>
  Array.from({ length: text.length - 1 }, (_, at) =>
    rows.some((row) => row.includes(text.slice(at, at + 2))),
  ).filter(Boolean).length

/** As it is hashed: the same word typed on another keyboard is the same password. */
export const asHashed = (password: string): string => password.normalize('NFKC')

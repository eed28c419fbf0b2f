/** The cells of a file of devices to values; what cannot be read stays text, and the schema of a device says what it should have been. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { LevelOrigin } from '../../core/sl651/gauge.ts'
import { inForce } from '../../core/vocabulary.ts'

const numeric: ReadonlySet<string> = new Set(['longitude', 'latitude', 'period', 'gaugeZero'])
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/

export function writtenValue(name: string, cell: string): unknown {
  if (numeric.has(name)) return decimal.test(cell) ? Number(cell) : cell
  if (name === 'active') return switched.get(cell.toLowerCase()) ?? cell
  if (name === 'kind') return idCalled(inForce.kinds, cell)
  if (name === 'site') return idCalled(inForce.sites, cell)
  if (name === 'concentration') return cell.normalize('NFKC').replace('μ', 'u')
  if (name === 'levelOrigin') return levelWords.get(cell) ?? cell
  return name === 'limits' ? limitsOf(cell) : cell
}

/** Excel writes TRUE and FALSE. */
const switched: ReadonlyMap<string, boolean> = new Map([
  ...['true', '是', '在用'].map((word) => [word, true] as const),
  ...['false', '否', '停用'].map((word) => [word, false] as const),
])

/** As the pages say what the levels of a station count from. */
const levelWords: ReadonlyMap<string, LevelOrigin> = new Map([
  ['基面', 'datum'],
  ['测站零点', 'gauge'],
])

/** What people call it, as the pages do, where only one thing is called so. */
function idCalled(words: ReadonlyMap<string, Bilingual>, cell: string): string {
  if (words.has(cell)) return cell
  const called = [...words].filter(([, { zh, en }]) => zh === cell || en === cell)
  return called.length === 1 ? (called[0]?.[0] ?? cell) : cell
}

/** `key=value;key=value`; of what is no number, or stands there twice, the text stays. */
export function limitsOf(cell: string): Readonly<Record<string, number | string>> {
  const limits = new Map<string, number | string>()
  for (const pair of cell.split(';').filter((text) => text.trim() !== '')) {
    const [key = '', value = ''] = pair.split('=').map((part) => part.trim())
    const readable = decimal.test(value) && pair.split('=').length === 2 && !limits.has(key)
    limits.set(key, readable ? Number(value) : pair)
  }
  return Object.fromEntries(limits)
}

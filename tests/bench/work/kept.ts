/** The committed counts, and in what new ones differ from them. */
import { readFileSync, writeFileSync } from 'node:fs'

import type { Figures } from './work.ts'

export const keptReadings = 100_000

const file = new URL('figures.json', import.meta.url)

/**
 * What reaches the kernel is pages: which free one an engine takes again, and where a checkpoint of it falls, is not ours; in runs at
 * any load they differed by less than a thousandth. The relay of case events, and the edge, commit as many as there are when they get
 * to it: one transaction of hundreds more or less. All other counts are exact.
 */
const tolerance = (name: string): number =>
  name.startsWith('written.') || name.startsWith('lmdb.') ? 0.01 : 0

export const keptFigures = (): Figures => JSON.parse(readFileSync(file, 'utf8')) as Figures

export const keep = (figures: Figures): void =>
  writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`)

export function differences(kept: Figures, now: Figures): readonly string[] {
  const names = new Set([...Object.keys(kept), ...Object.keys(now)])
  return [...names].toSorted().flatMap((name) => {
    const { [name]: was = 0 } = kept
    const { [name]: is = 0 } = now
    if (Math.abs(is - was) <= was * tolerance(name)) return []
    return `${name} ${is}, was ${was}${was === 0 ? '' : ` (${percent(is / was - 1)})`}`
  })
}

const percent = (share: number): string => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`

/** Why an alarm has no case of its own, in words. */
import { workWords } from '../../core/case-terms.ts'
import type { Alarm } from '../api/types.ts'
import { causeWords as words } from '../words/causes.ts'
import { say } from '../words/words.ts'
import { categoryName, cellName, unitName } from './case-names.ts'
import { causeIn, type Cause } from './cause.ts'
import { devicePath } from './device-names.ts'

/** Nothing for an alarm that stands for itself. */
export function CauseNote({ alarm }: { readonly alarm: Pick<Alarm, 'cause' | 'outcome'> }) {
  const { cause, outcome } = alarm
  if (cause === undefined) return outcome === 'joined' ? <>{say(words.samePlace)}</> : null
  const found = causeIn(cause)
  if (found === undefined) return <code>{cause}</code>
  if (found.of === 'storm') return <>{say(words.storm, { what: stormOf(found) })}</>
  return <a href={devicePath(found.device)}>{say(words[found.of], { device: found.device })}</a>
}

export const hasCause = ({ cause, outcome }: Pick<Alarm, 'cause' | 'outcome'>): boolean =>
  cause !== undefined || outcome === 'joined'

const stormOf = ({ unit, category, work, red, cell }: Cause & { readonly of: 'storm' }): string =>
  [
    unitName(unit),
    work === 'maintenance' ? say(workWords.maintenance) : categoryName(category),
    ...(red ? [say(words.red)] : []),
    cell === undefined ? say(words.wholeUnit) : (cellName(cell) ?? cell),
  ].join(' · ')

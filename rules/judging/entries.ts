/** The operator of each form of entry, fitted to a device. */
import type { Entry, WindowEntry } from '../language/entry.ts'
import { baseline } from './baseline.ts'
import { change } from './change.ts'
import { count } from './count.ts'
import { drift } from './drift.ts'
import type { Operator } from './entry.ts'
import { outOfRange } from './out-of-range.ts'
import { sequence } from './sequence.ts'
import { session } from './session.ts'
import { sliding } from './sliding.ts'
import { tumbling } from './tumbling.ts'

type Windows = Readonly<
  Record<WindowEntry['form'], (window: WindowEntry, period: number) => Operator>
>

const windows: Windows = { sliding, tumbling, session }

const known = new WeakMap<Entry, Map<number, Operator>>()

/** For a period in milliseconds. One object for all devices that share it: every reading looks into it. */
export function operatorOf(entry: Entry, period: number): Operator {
  const ofPeriods = known.get(entry) ?? new Map<number, Operator>()
  known.set(entry, ofPeriods)
  const found = ofPeriods.get(period) ?? build(entry, entry.takes ?? period)
  ofPeriods.set(period, found)
  return found
}

function build(entry: Entry, apart: number): Operator {
  switch (entry.form) {
    case 'sliding':
    case 'tumbling':
    case 'session':
      return windows[entry.form](entry, apart)
    case 'count':
      return count(entry)
    case 'jump':
    case 'rate':
    case 'flat':
      return change(entry)
    case 'baseline':
      return baseline(entry)
    case 'drift':
      return drift(entry)
    case 'outOfRange':
      return outOfRange(entry)
    case 'sequence':
      break
  }
  return sequence(entry)
}

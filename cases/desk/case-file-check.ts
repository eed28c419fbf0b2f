/** Whether a case file is what the city sealed; needs nothing but the file. */
import { createHash } from 'node:crypto'

import { canonicalJson } from '../../core/canonical-json.ts'
import { chained, genesis } from '../life/hash-chain.ts'
import { caseOf } from '../life/history.ts'
import type { CaseFile } from '../report/case-file.ts'
import { isSigned, Stretch } from './seal.ts'

/** `version` is that of the event, where one is to blame. */
interface FileFault {
  readonly fault:
    | 'empty'
    | 'case-differs'
    | 'event-changed'
    | 'event-missing'
    | 'photo-changed'
    | 'seal-forged'
    | 'stretch-differs'
    | 'not-under-seal'
    | 'other-key'
  readonly version?: number
  readonly photo?: string
}

export interface FileCheck {
  /** None: the file is whole. */
  readonly faults: readonly FileFault[]
  /** How many of its events the seal vouches for; the younger ones stand by their chain alone. */
  readonly sealed: number
}

/** With the public key that the city has made known a seal by another one does not count. */
export function checkCaseFile(file: CaseFile, key?: string): FileCheck {
  const faults = [...chainFaults(file), ...stateFaults(file), ...photoFaults(file)]
  const under = file.seal === undefined ? undefined : sealFaults(file, file.seal, key)
  return { faults: [...faults, ...(under?.faults ?? [])], sealed: under?.sealed ?? 0 }
}

function chainFaults({ events, case: { id } }: CaseFile): readonly FileFault[] {
  if (events.length === 0) return [{ fault: 'empty' }]
  let previous = genesis
  return events.flatMap((event, index): readonly FileFault[] => {
    const { version } = event
    const hash = createHash('sha256').update(chained(previous, event)).digest('hex')
    previous = event.hash
    if (version !== index + 1) return [{ fault: 'event-missing', version: index + 1 }]
    return hash === event.hash && event.case === id ? [] : [{ fault: 'event-changed', version }]
  })
}

/** What stands at the head of the file is what its events add up to. */
function stateFaults({ events, case: state }: CaseFile): readonly FileFault[] {
  try {
    const told = caseOf(state.id, events)
    return told !== undefined && canonicalJson(told) === canonicalJson(state)
      ? []
      : [{ fault: 'case-differs' }]
  } catch {
    return [{ fault: 'case-differs' }]
  }
}

const photoFaults = ({ photos }: CaseFile): readonly FileFault[] =>
  photos.flatMap(({ sha256, content }): readonly FileFault[] => {
    if (content === undefined) return []
    const found = createHash('sha256').update(Buffer.from(content, 'base64')).digest('hex')
    return found === sha256 ? [] : [{ fault: 'photo-changed', photo: sha256 }]
  })

function sealFaults(
  { events }: CaseFile,
  { seal, stretch }: NonNullable<CaseFile['seal']>,
  key: string | undefined,
): FileCheck {
  if (!isSigned(seal)) return { faults: [{ fault: 'seal-forged' }], sealed: 0 }
  if (key !== undefined && seal.key !== key) return { faults: [{ fault: 'other-key' }], sealed: 0 }
  // Too many to be shown: the seal is named, and vouches for nothing here.
  if (stretch === undefined) return { faults: [], sealed: 0 }
  const whole = new Stretch()
  for (const hash of stretch) whole.add({ sequence: seal.sequence, hash })
  if (whole.record() !== seal.record) return { faults: [{ fault: 'stretch-differs' }], sealed: 0 }
  const under = new Set(stretch)
  const newest = events.findLastIndex(({ sequence }) => sequence <= seal.sequence)
  const event = events[newest]
  return event !== undefined && under.has(event.hash)
    ? { faults: [], sealed: newest + 1 }
    : {
        faults: [{ fault: 'not-under-seal', ...(event && { version: event.version }) }],
        sealed: 0,
      }
}

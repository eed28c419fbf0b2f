/** What a data folder holds against what was sent. */
import type { Kept } from './kept-in.ts'
import { missing, repeated } from './torture-findings.ts'
import type { TortureLoad } from './torture-load.ts'

export interface FolderFaults {
  /** Acknowledged and not in the time series, or not in the topic. */
  readonly lost: readonly string[]
  /** There, and never sent. */
  readonly foreign: readonly string[]
  readonly duplicates: Readonly<Record<string, readonly string[]>>
  readonly alarms: Difference
  /** Devices with a case. */
  readonly cases: Difference
  /** Places where the hash chain of a case is not what was written. */
  readonly chains: readonly unknown[]
}

interface Difference {
  readonly missing: readonly string[]
  readonly surplus: readonly string[]
}

/** `settled`: every alarm and case that must come has had the time to. */
export function faultsIn(kept: Kept, load: TortureLoad, settled: boolean): FolderFaults {
  const acknowledged = load.identities()
  const withCase = kept.cases.map(({ place }) => String(place.device))
  const difference = (wanted: readonly string[], found: readonly string[]): Difference => ({
    missing: settled ? missing(wanted, found) : [],
    surplus: missing(found, wanted),
  })
  return {
    lost: [
      ...missing(acknowledged, kept.stored).map((id) => `series: ${id}`),
      ...missing(acknowledged, kept.readings).map((id) => `topic: ${id}`),
    ],
    foreign: missing(kept.readings, load.everySent()),
    duplicates: {
      stored: repeated(kept.stored),
      topic: repeated(kept.readings),
      transitions: repeated(kept.transitions),
      alarms: repeated(kept.raised),
      cases: repeated(withCase),
    },
    alarms: difference(load.alarms(), kept.raised),
    cases: difference(load.cases(), withCase),
    chains: kept.faults,
  }
}

/** Every entry of every list, with the way to it. */
export const linesOf = (faults: object): readonly string[] =>
  Object.entries(faults).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? linesOf(value).map((line) => `${name}/${line}`)
      : [`${name}: ${String(value)}`],
  )

/** By which a line on the terminal names a store: volumes of the log by their folder too. */
const nameOfStore = (store: string): string => store.split('/').at(-1) ?? store

/** Whether a start that ended said so in one line that names the store. */
export const isRefusal = (store: string, { code, said }: Refusal): boolean =>
  code === 1 && new RegExp(`^urban-brain: .*${nameOfStore(store)}.*\\n$`).test(said)

interface Refusal {
  readonly code: number | null
  readonly said: string
}

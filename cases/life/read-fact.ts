/** The one door through which the record of a case becomes facts again, whatever version of this program wrote it. */
import type { CaseEventRecord } from '../../core/case-event.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { checked, newest, upcast, type Kept, type Upcasts } from '../../core/upcast.ts'
import { factSchema, type CaseEvent, type Fact } from './facts.ts'

type FactName = Fact['event']

const names: ReadonlySet<string> = new Set(factSchema.def.options.map(nameOf))

function nameOf(option: (typeof factSchema.def.options)[number]): string {
  return option.def.innerType.shape.event.value
}

/** A fact that is not named here is of version 1. */
export type FactUpcasts = Readonly<Partial<Record<FactName, Upcasts>>>

const factUpcasts: FactUpcasts = {
  // 2: people report from several sources.
  collected: [(older) => older],
  // 2: an alarm may remind and have late evidence.
  evidenceAttached: [(older) => older],
}

const upcastsOf = (table: FactUpcasts, event: string): Upcasts =>
  new Map<string, Upcasts>(Object.entries(table)).get(event) ?? []

/** A record as the fact it was written from. */
export function readFact(record: CaseEventRecord, table = factUpcasts): CaseEvent {
  const { at, by, event, data } = record
  const what = `event ${record.version} (${event}) of case ${record.case}`
  if (!names.has(event))
    throw new UrbanBrainError('record-newer', `${what} is none that this program knows`)
  const { schema: version, ...older } = data
  const now = upcast(what, upcastsOf(table, event), version, older)
  return { ...checked(what, factSchema, { event, data: now }), at, by }
}

/** The data of a fact as it is kept. The version stands inside, where the hash covers it; the first has none. */
export function keptData({ event, data }: Fact, table = factUpcasts): Kept {
  const version = newest(upcastsOf(table, event))
  return version === 1 ? data : { ...data, schema: version }
}

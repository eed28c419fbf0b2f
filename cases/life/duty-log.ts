/**
 * The log of a desk (值班日志), shift by shift. A shift runs from one hand-over (交班) to the next; whoever comes takes it over (接班). What
 * is to be followed up (待办) is carried from shift to shift until somebody settles it. Pure.
 */
import { z } from 'zod'

import { recordedActor, type Actor } from '../../core/actor.ts'
import { actorSchema, instantSchema } from '../../core/record-schemas.ts'
import type { Instant } from '../../core/time.ts'

export const aboutKinds = ['case', 'alarm', 'device'] as const
/**
 * successor: another one of the desk. staying: who handed over, because nobody came. standIn: a supervisor, for somebody who is
 * not there.
 */
export const takeOverWays = ['successor', 'staying', 'standIn'] as const
export type TakeOverWay = (typeof takeOverWays)[number]

const aboutSchema = z.looseObject({ kind: z.enum(aboutKinds), id: z.string() }).readonly()
export type About = z.output<typeof aboutSchema>

const actSchema = { at: instantSchema, by: actorSchema }
const entrySchema = z
  .looseObject({
    ...actSchema,
    /** Its version in the log of the desk. */
    number: z.int(),
    /** In which it was written. */
    shift: z.int(),
    text: z.string(),
    followUp: z.boolean(),
    about: z.array(aboutSchema).readonly(),
    settled: z
      .looseObject({ ...actSchema, words: z.string() })
      .readonly()
      .exactOptional(),
  })
  .readonly()
export type LogEntry = z.output<typeof entrySchema>
export const entriesSchema = z.array(entrySchema).readonly()

const enteredSchema = z.looseObject({
  text: z.string(),
  followUp: z.boolean(),
  about: z.array(aboutSchema).readonly(),
})
const handedOverSchema = z.looseObject({
  shift: z.int(),
  /** When the shift began; of the first one nobody knows. */
  since: instantSchema.exactOptional(),
  words: z.string(),
  entries: z.int(),
  /** What the next one has to follow up. */
  carried: entriesSchema,
  /** SHA-256 of the sheet. */
  digest: z.string(),
  /** By a supervisor, for somebody who is not there. */
  standIn: z.literal(true).exactOptional(),
})
const takenOverSchema = z.looseObject({
  shift: z.int(),
  way: z.enum(takeOverWays),
  remarks: z.string().exactOptional(),
  /** The remarks object to what was handed over (有异议). */
  disputed: z.boolean(),
})
export const dutyLogFactSchema = z.discriminatedUnion('event', [
  z.looseObject({ ...actSchema, event: z.literal('entered'), data: enteredSchema }),
  z.looseObject({
    ...actSchema,
    event: z.literal('settled'),
    data: z.looseObject({ entry: z.int(), words: z.string() }),
  }),
  z.looseObject({ ...actSchema, event: z.literal('handedOver'), data: handedOverSchema }),
  z.looseObject({ ...actSchema, event: z.literal('takenOver'), data: takenOverSchema }),
])
export type DutyLogFact = z.output<typeof dutyLogFactSchema>
type Handed = z.output<typeof handedOverSchema>
type Taken = z.output<typeof takenOverSchema>

interface Act {
  readonly at: Instant
  readonly by: Actor
}
export interface HandOver extends Act, Pick<Handed, 'shift' | 'since' | 'words' | 'entries'> {
  readonly digest: string
  readonly standIn?: true
  /** How many entries it left to be followed up. */
  readonly followUps: number
  readonly takenOver?: Act & Pick<Taken, 'way' | 'remarks' | 'disputed'>
}

export interface DutyLog {
  readonly version: number
  /** The one that runs, from 1. */
  readonly shift: number
  readonly since?: Instant
  /** Of the shift, oldest first. */
  readonly entries: readonly LogEntry[]
  /** To be followed up, of all shifts. */
  readonly open: readonly LogEntry[]
  /** Settled in this shift, of those before. */
  readonly settled: readonly LogEntry[]
  /** The last hand-over. */
  readonly last?: HandOver
}

export const emptyLog: DutyLog = { version: 0, shift: 1, entries: [], open: [], settled: [] }

/** The last hand-over and what came behind it are all that it is made of. `version`: of the fact. */
export function evolveLog(log: DutyLog, version: number, fact: DutyLogFact): DutyLog {
  const { at, by } = fact
  switch (fact.event) {
    case 'entered': {
      const { text, followUp, about } = fact.data
      const entry = { number: version, shift: log.shift, at, by, text, followUp, about }
      const open = followUp ? [...log.open, entry] : log.open
      return { ...log, version, entries: [...log.entries, entry], open }
    }
    case 'settled': {
      const { entry: number, words } = fact.data
      const settle = (entry: LogEntry): LogEntry =>
        entry.number === number ? { ...entry, settled: { at, by, words } } : entry
      return {
        ...{ ...log, version, entries: log.entries.map(settle) },
        open: log.open.filter((entry) => entry.number !== number),
        settled: [
          ...log.settled,
          ...log.open
            .filter((entry) => entry.number === number && entry.shift !== log.shift)
            .map(settle),
        ],
      }
    }
    case 'handedOver': {
      const { shift, carried } = fact.data
      const last = handOverOf(fact.data, { at, by })
      return {
        ...{ version, shift: shift + 1, since: at, entries: [], open: carried },
        ...{ settled: [], last },
      }
    }
    case 'takenOver':
      break
  }
  const { last } = log
  if (last === undefined || last.shift !== fact.data.shift) return { ...log, version }
  return { ...log, version, last: takenOverBy(last, fact.data, { at, by }) }
}

export function handOverOf(data: Handed, { at, by }: Act): HandOver {
  const { shift, since, words, entries, digest, standIn, carried } = data
  return {
    ...{ shift, at, by, words, entries, digest, followUps: carried.length },
    ...(since !== undefined && { since }),
    ...(standIn !== undefined && { standIn }),
  }
}

export const takenOverBy = (
  handOver: HandOver,
  { way, remarks, disputed }: Taken,
  { at, by }: Act,
): HandOver => ({
  ...handOver,
  takenOver: { at, by, way, disputed, ...(remarks !== undefined && { remarks }) },
})

export const factOf = <Event extends DutyLogFact['event']>(
  event: Event,
  at: Instant,
  by: Actor,
  data: Extract<DutyLogFact, { readonly event: Event }>['data'],
) => ({ event, at, by: recordedActor(by), data })

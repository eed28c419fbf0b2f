/** How the API tells of logs of shifts and hand-overs: people by what they are called. */
import type { z } from 'zod'

import type { Actor } from '../../core/actor.ts'
import type { DutyLogs } from '../desk/duty-logs.ts'
import type { HandOver, LogEntry } from '../life/duty-log.ts'
import type { HandOverSheet } from '../life/hand-over-sheet.ts'
import type { dutyLogSchema, sheetSchema } from './duty-log-contract.ts'

type View = z.output<typeof dutyLogSchema>

/** What a person is called; a token has only its name. */
const nameOf = ({ person, name }: Actor): string => person ?? name

function shownEntry(entry: LogEntry): View['entries'][number] {
  const { number, shift, at, by, text, followUp, about, settled } = entry
  return {
    ...{ number, shift, at, by: nameOf(by), text, followUp },
    about: about.map(({ kind, id }) => ({ kind, id })),
    ...(settled !== undefined && {
      settled: { at: settled.at, by: nameOf(settled.by), words: settled.words },
    }),
  }
}

export function shownHandOver(handOver: HandOver): NonNullable<View['last']> {
  const { shift, at, by, since, words, entries, followUps, digest, standIn, takenOver } = handOver
  return {
    ...{ shift, at, by: nameOf(by), words, entries, followUps, digest },
    ...(since !== undefined && { since }),
    ...(standIn !== undefined && { standIn }),
    ...(takenOver !== undefined && { takenOver: { ...takenOver, by: nameOf(takenOver.by) } }),
  }
}

export function shownLog(log: Awaited<ReturnType<DutyLogs['one']>>): View {
  const { entries, followUps, settled, last, ...head } = log
  return {
    ...head,
    entries: entries.map(shownEntry),
    followUps: followUps.map(shownEntry),
    settled: settled.map(shownEntry),
    ...(last !== undefined && { last: shownHandOver(last) }),
  }
}

/** An account with what its person is called. */
export type Called = (name: string) => { readonly name: string; readonly person: string }

export function shownSheet(sheet: HandOverSheet, called: Called): z.output<typeof sheetSchema> {
  const { at, until, onDuty, next, alarms, gateways, cases, heldBack, deadLetters } = sheet
  return {
    ...{ at, until, onDuty: onDuty.map(called), next: next.map(called) },
    ...{ alarms, gateways, cases, heldBack, ...(deadLetters && { deadLetters }) },
    entries: sheet.entries.map(shownEntry),
    settled: sheet.settled.map(shownEntry),
    followUps: sheet.followUps.map(shownEntry),
  }
}

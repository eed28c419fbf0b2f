/**
 * What groups remember by the hundred thousand: the names of its fields, with the value that a field mostly has (`undefined`: it is
 * mostly absent). A log writes such an object as the fields that differ (storage/compact-state.ts). The place in a list is what is
 * stored: nothing is moved, taken away or given another value, and what is new comes last.
 */
type Fields = Readonly<Record<string, unknown>>

const nothing: readonly never[] = []

/** What a rule remembers of a device. */
const rule: Fields = {
  judged: 0,
  received: 0,
  interval: 0,
  pace: 0,
  windows: nothing,
  alarm: null,
  values: undefined,
  named: undefined,
  rests: 0,
  rested: undefined,
  taken: undefined,
  shift: 0,
  seen: 0,
  heard: undefined,
  last: null,
  turned: undefined,
  closed: undefined,
  flips: undefined,
  past: undefined,
  known: undefined,
  before: undefined,
}

/** An alarm that stands, or may. */
const alarm: Fields = {
  level: 0,
  began: 0,
  held: nothing,
  values: nothing,
  readings: nothing,
  basis: undefined,
  reached: 0,
  clearing: nothing,
  confirmed: nothing,
  told: undefined,
  amended: undefined,
  flaps: undefined,
}

/** What a batch added to what ingest remembers. */
const additions: Fields = {
  keys: nothing,
  counts: nothing,
  instants: nothing,
  numbers: nothing,
  contents: nothing,
  sizes: nothing,
  prints: nothing,
}

/** What all rules remember of a device (rules/judging/device-states.ts). */
const device: Fields = { rules: '', states: nothing }

export const compactFields: readonly Fields[] = [rule, alarm, additions, device]

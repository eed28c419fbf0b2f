/**
 * Reading the data of events. The record only grows and outlives versions of this program, so nothing is taken for granted: what
 * is not of the expected shape is not shown. Pure.
 */
import type { Bilingual } from '../../../core/bilingual.ts'
import { compareSeverity, severities, type Severity } from '../../../core/severity.ts'
import type { CaseEvent, PhotoReference, Place } from '../../api/types.ts'

export type Data = Readonly<Record<string, unknown>>

export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

export const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

export const severityOf = (value: unknown): Severity | undefined =>
  severities.find((severity) => severity === value)

export const titleOf = (value: unknown): Bilingual | undefined => {
  if (!isData(value)) return undefined
  const [zh, en] = [textOf(value['zh']), textOf(value['en'])]
  return zh === undefined || en === undefined ? undefined : { zh, en }
}

export function placeOf(value: Data): Place {
  const texts = (['device', 'component', 'cell', 'description'] as const).map(
    (name) => [name, textOf(value[name])] as const,
  )
  const numbers = (['longitude', 'latitude'] as const).map(
    (name) => [name, numberOf(value[name])] as const,
  )
  return Object.fromEntries([...texts, ...numbers].filter(([, found]) => found !== undefined))
}

export const photosOf = (value: unknown): readonly PhotoReference[] =>
  Array.isArray(value)
    ? value.filter(isData).flatMap((photo): PhotoReference[] => {
        const sha256 = textOf(photo['sha256'])
        const name = textOf(photo['name'])
        if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) return []
        return [name === undefined ? { sha256 } : { sha256, name }]
      })
    : []

/** What an event holds of an alarm: the one it was collected for, or one attached later. */
export function alarmOf({ event, data }: Pick<CaseEvent, 'event' | 'data'>): Data | undefined {
  if (event === 'evidenceAttached') return data
  const inside = data['alarm']
  return isData(inside) ? inside : undefined
}

/** An alarm as the record of a case last tells of it. */
export interface AlarmOfCase {
  readonly alarm: string
  readonly rule?: string
  readonly title?: Bilingual
  readonly severity?: Severity
  readonly kind?: string
  readonly at?: number
}

export function alarmsIn(timeline: readonly CaseEvent[]): readonly AlarmOfCase[] {
  const alarms = new Map<string, AlarmOfCase>()
  for (const event of timeline) {
    const data = alarmOf(event)
    const alarm = textOf(data?.['alarm'])
    if (data === undefined || alarm === undefined) continue
    const rule = textOf(data['rule'])
    const title = titleOf(data['title'])
    // The end of an alarm carries no severity; the one it had is still worth knowing.
    const severity = severityOf(data['severity']) ?? alarms.get(alarm)?.severity
    const kind = textOf(data['kind'])
    const at = numberOf(data['at'])
    alarms.set(alarm, {
      alarm,
      ...(rule !== undefined && { rule }),
      ...(title !== undefined && { title }),
      ...(severity !== undefined && { severity }),
      ...(kind !== undefined && { kind }),
      ...(at !== undefined && { at }),
    })
  }
  return [...alarms.values()]
}

/** Of the alarms of a case the gravest, of equally grave ones the first. */
export const decidingAlarm = (timeline: readonly CaseEvent[]): string | undefined =>
  alarmsIn(timeline).toSorted((a, b) =>
    compareSeverity(b.severity ?? 'blue', a.severity ?? 'blue'),
  )[0]?.alarm

/** Each photo of the record once, in the order it came. */
export function photosIn(timeline: readonly CaseEvent[]): readonly PhotoReference[] {
  const all = timeline.flatMap(({ data }) => photosOf(data['photos']))
  return [...new Map(all.map((photo) => [photo.sha256, photo])).values()]
}

/** Why the unit that has the case now was chosen, as the record of its last dispatch says. */
export const dispatchedBecause = (timeline: readonly CaseEvent[]): string | undefined =>
  textOf(timeline.findLast(({ event }) => event === 'dispatched')?.data['why'])

/** What gives a case to somebody, or takes it away. */
const turns: ReadonlySet<string> = new Set([
  ...['dispatched', 'reported', 'returned', 'orderRecalled', 'rework', 'reopened'],
  ...['closed', 'voided'],
])

/** Why the case came back, or ended, in the words of whoever did that (退回、返工、撤回派遣、复开、作废); nothing once it has gone on since. */
export function whyHere(
  timeline: readonly CaseEvent[],
): { readonly event: string; readonly reason: string; readonly at: number } | undefined {
  const last = timeline.findLast(({ event }) => turns.has(event))
  const reason = textOf(last?.data['reason'])
  return last === undefined || reason === undefined
    ? undefined
    : { event: last.event, reason, at: last.at }
}

/** When the reading was observed that an identifier names, `mh-0065@1795835139601#3`. */
export function readingInstant(id: string): number | undefined {
  const at = /@(\d+)(?:#|$)/.exec(id)?.[1]
  return at === undefined ? undefined : Number(at)
}

/** Where a case stands on the chain 采集 -> 立案 -> 受理 -> 派遣 -> 处置 -> 核查 -> 结案, and when each link was done. Pure. */
import type { Case, CaseEvent } from '../../api/types.ts'
import type { Stage } from '../../../core/case-terms.ts'
import type { stepWords } from '../../words/case-record.ts'

type Link = (typeof links)[number]

type Note = Extract<Stage, 'returned' | 'rework' | 'void' | 'duplicate'>

export interface Step {
  readonly link: Link
  readonly state: keyof typeof stepWords
  /** When the link was done. */
  readonly at?: number
  /** The case came to this link in another way than forward. */
  readonly note?: Note
}

const links = [
  'collected',
  'filed',
  'accepted',
  'dispatched',
  'handling',
  'verifying',
  'closed',
] as const satisfies readonly Stage[]

/** The link that the case waits for in each stage. */
const waitsFor: Readonly<Record<Exclude<Stage, 'closed' | 'void' | 'duplicate'>, Link>> = {
  collected: 'filed',
  filed: 'accepted',
  accepted: 'dispatched',
  returned: 'dispatched',
  dispatched: 'handling',
  handling: 'handling',
  rework: 'handling',
  verifying: 'verifying',
}

type Standing = Pick<Case, 'stage' | 'verified'>

/** How many links are done, and what is to be said at the one after them. */
function reached(
  { stage, verified }: Standing,
  done: ReadonlyMap<Link, number>,
): { readonly count: number; readonly note?: Note } {
  if (stage === 'closed') return { count: links.length }
  if (stage === 'void' || stage === 'duplicate') {
    const missing = links.findIndex((link) => !done.has(link))
    return { count: missing === -1 ? links.length : missing, note: stage }
  }
  const link = stage === 'verifying' && verified ? 'closed' : waitsFor[stage]
  const count = links.indexOf(link)
  return stage === 'returned' || stage === 'rework' ? { count, note: stage } : { count }
}

export function chainOf(subject: Standing, timeline: readonly CaseEvent[]): readonly Step[] {
  const done = doneAt(timeline)
  const { count, note } = reached(subject, done)
  return links.map((link, position): Step => {
    const at = done.get(link)
    if (position < count)
      return at === undefined ? { link, state: 'done' } : { link, state: 'done', at }
    const state =
      subject.stage === 'void' || subject.stage === 'duplicate'
        ? 'dropped'
        : position === count
          ? 'current'
          : 'ahead'
    return position === count && note !== undefined ? { link, state, note } : { link, state }
  })
}

const finishing: Readonly<Record<string, Link>> = {
  collected: 'collected',
  filed: 'filed',
  accepted: 'accepted',
  dispatched: 'dispatched',
  reported: 'handling',
  verified: 'verifying',
  closed: 'closed',
}

/** What a link's undoing undoes: after it the link and all behind it are not done. */
const undoing: Readonly<Record<string, Link>> = {
  returned: 'dispatched',
  orderRecalled: 'dispatched',
  rework: 'handling',
  reopened: 'handling',
}

function doneAt(timeline: readonly CaseEvent[]): ReadonlyMap<Link, number> {
  const done = new Map<Link, number>()
  for (const { event, at } of timeline) {
    const finished = finishing[event]
    if (finished !== undefined) done.set(finished, at)
    const undone = undoing[event]
    if (undone !== undefined)
      for (const link of links.slice(links.indexOf(undone))) done.delete(link)
  }
  return done
}

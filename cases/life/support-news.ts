/** What supporting units (配合单位) and the lead are told of each other. */
import type { Bilingual } from '../../core/bilingual.ts'
import type { UnitId } from '../../core/identity.ts'
import { isSupportOpen } from '../../core/support-terms.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import type { CaseEvent } from './facts.ts'
import { isOfSupport } from './support.ts'

export function supportNews({ event, data }: CaseEvent): Bilingual | undefined {
  if (event === 'supportAsked')
    return { zh: `请配合处置：${data.task}`, en: `Support is asked of you: ${data.task}` }
  if (event === 'supportWithdrawn')
    return { zh: `配合事项已撤回：${data.reason}`, en: `No support is needed: ${data.reason}` }
  if (event === 'supported')
    return {
      zh: `配合单位 ${data.unit} 已完成：${data.text}`,
      en: `Supporting unit ${data.unit} is done: ${data.text}`,
    }
  return event === 'supportDeclined'
    ? {
        zh: `配合单位 ${data.unit} 谢绝：${data.reason}`,
        en: `Supporting unit ${data.unit} declines: ${data.reason}`,
      }
    : undefined
}

/** Whose part had to be done by then. */
export const lateSupporters = ({ supports = [] }: Case, due: Instant): readonly UnitId[] =>
  supports
    .filter(({ state, deadline }) => isSupportOpen(state) && deadline?.at === due)
    .map(({ unit }) => unit)

/** Who had something to do when the case ended. */
export const leftOff = ({ supports = [], unit }: Case): readonly UnitId[] =>
  supports
    .filter((one) => one.unit !== unit && (isSupportOpen(one.state) || one.state === 'lapsed'))
    .map((one) => one.unit)

/** Whether that is still so; undefined of other news. \`to\`: the unit that is told, where one is. */
export function isSupportNews(
  event: CaseEvent,
  now: Case,
  to: UnitId | undefined,
): boolean | undefined {
  const { supports = [] } = now
  if (event.event === 'overdue')
    return event.data.deadline === 'support'
      ? lateSupporters(now, event.data.due).length > 0
      : undefined
  if (!isOfSupport(event) || event.event === 'supportAccepted') return undefined
  const state = supports.find(({ unit }) => unit === event.data.unit)?.state
  if (event.event === 'supportAsked') return state !== undefined && isSupportOpen(state)
  if (event.event === 'supportWithdrawn') return state === 'withdrawn'
  return now.unit === to || to === undefined
}

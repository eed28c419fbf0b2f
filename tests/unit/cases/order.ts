import type { Case } from '../../../cases/life/case.ts'
import type { Command } from '../../../cases/life/commands.ts'
import { decide, type Context } from '../../../cases/life/decide.ts'
import { replay } from '../../../cases/life/evolve.ts'
import type { CaseEvent } from '../../../cases/life/facts.ts'
import type { Actor } from '../../../core/actor.ts'
import type { CaseTemplate } from '../../../core/alarm.ts'
import {
  alarmId,
  type CaseId,
  type CellCode,
  type DeviceId,
  type RuleId,
} from '../../../core/identity.ts'
import type { Instant } from '../../../core/time.ts'
import { actors, contextFor, start, template } from './fixtures.ts'

const id = 'C20260313-000000000000' as CaseId

/** A case that the drainage crew has since Friday 10:00; `does` tells the last event, or why not. */
export function order(
  more: Partial<CaseTemplate>,
  contextOf: (actor: Actor) => Context = contextFor,
  cell?: CellCode,
) {
  const history: CaseEvent[] = []
  const known = (): Case | undefined => replay(id, history)
  const current = (): Case => {
    const state = known()
    if (state === undefined) throw new Error('no case')
    return state
  }
  const does = (actor: Actor, now: Instant, command: Command): string => {
    const { events, refusal } = decide(known(), command, now, contextOf(actor))
    history.push(...(events ?? []))
    return refusal?.reason ?? history.at(-1)?.event ?? 'nothing'
  }
  does(actors.service, start, {
    command: 'open',
    template: template({ filing: 'automatic', ...more }),
    title: { zh: '积水', en: 'Water' },
    severity: 'yellow',
    place: { device: 'wl-1' as DeviceId, ...(cell !== undefined && { cell }) },
    alarm: {
      alarm: alarmId('r' as RuleId, 'wl-1', start),
      rule: 'r' as RuleId,
      kind: 'raised',
      at: start,
    },
  })
  return { current, does, history }
}

import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Command } from '../../cases/life/commands.ts'
import { decide } from '../../cases/life/decide.ts'
import { replay } from '../../cases/life/evolve.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import { actors, contextFor, start } from '../unit/cases/fixtures.ts'

const id = 'C20260313-000000000000' as CaseId

test('evolve is total: any events in any order', () => {
  const decided = decide(undefined, { command: 'collect' } as unknown as Command, start, {
    ...contextFor(actors.device),
  })
  expect(decided.refusal?.reason).toBe('not-allowed')
  const deadline = { kind: 'handling', at: start, certain: true } as const
  const unit = 'drainage' as UnitId
  const by = actors.service
  const events = fc.constantFrom<CaseEvent>(
    { event: 'filed', at: start, by, data: {} },
    { event: 'dispatched', at: start, by, data: { unit, why: 'table', deadline } },
    { event: 'verified', at: start, by, data: { photos: [] } },
    { event: 'closed', at: start, by, data: {} },
    { event: 'overdue', at: start, by, data: { deadline: 'handling', due: start } },
    { event: 'from-the-future', at: start, by, data: {} } as unknown as CaseEvent,
  )
  fc.assert(
    fc.property(fc.array(events), (list) => {
      expect(replay(id, list)).toBeUndefined()
    }),
  )
})

import { expect, test } from 'vitest'

import { prospects } from '../../../cases/life/pending.ts'
import { alarmId, type CaseId, type RuleId } from '../../../core/identity.ts'
import { hours, plus } from '../../../core/time.ts'
import { travelled } from '../../support/case-laws.ts'
import { actors, start } from './fixtures.ts'
import { order } from './order.ts'

test('a notice says what an alarm of the case has passed, though the newest of them measures nothing', () => {
  const { does, history } = order({})
  const evidence = { version: 'v1', readings: [], since: start }
  const attach = (rule: string, condition: string, values: Record<string, number | boolean>) =>
    does(actors.service, start, {
      command: 'attachEvidence',
      joined: true,
      alarm: {
        ...{ alarm: alarmId(rule as RuleId, 'mh-1', start), rule: rule as RuleId },
        ...{ kind: 'raised', at: start, severity: 'yellow' },
        evidence: { ...evidence, condition, values },
      },
    })
  attach('tilted', 'tilt >= limits.cover.open_deg', { tilt: 74.3, 'limits.cover.open_deg': 15 })
  attach('open', 'coverOpen', { coverOpen: true })
  const due = plus(start, hours(2))
  expect(does(actors.service, due, { command: 'markOverdue', deadline: 'handling', due })).toBe(
    'overdue',
  )
  const records = history.map((one, n) => travelled('C1' as CaseId, one, n + 1))
  const looking = { channel: 'mqtt', now: due, stale: 0, setting: () => ({ baseUrl: '' }) }
  const [told] = prospects('C1' as CaseId, history.length, records, looking)
  expect(told?.told).toMatchObject({
    measured: { quantity: 'tilt', value: 74.3, comparison: '>=', limit: 15 },
  })
})

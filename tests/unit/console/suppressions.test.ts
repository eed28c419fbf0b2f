import { describe, expect, it } from 'vitest'

import { newSuppressionSchema } from '../../../cases/life/suppression-command.ts'
import { emptySuppression, suppressionBody } from '../../../console/parts/suppression-fields.ts'

const now = Date.parse('2026-03-02T02:00:00Z')

describe('the form of a suppression', () => {
  it('becomes a body that the API takes, of what an alarm says', () => {
    const body = suppressionBody(
      { ...emptySuppression, devices: 'mh-1', rules: 'manhole-methane', reason: ' loose lid ' },
      now,
    )
    expect(body).toEqual({
      kind: 'shelving',
      matcher: { devices: ['mh-1'], rules: ['manhole-methane'] },
      reason: 'loose lid',
      until: now + 8 * 3_600_000,
    })
    expect(newSuppressionSchema.safeParse(body).success).toBe(true)
  })

  it('takes names with spaces or commas of either script between, hours and a paper', () => {
    const body = suppressionBody(
      {
        ...emptySuppression,
        kind: 'permit',
        cells: '330726001，330726002、330726003  330726004',
        permit: '2026-17',
        count: '3',
        unit: 'days',
        daily: '22:00-05:00',
        upTo: 'red',
        reason: 'night works',
      },
      now,
    )
    expect(body.matcher.cells).toEqual(['330726001', '330726002', '330726003', '330726004'])
    expect(body).toMatchObject({ permit: '2026-17', upTo: 'red', until: now + 3 * 86_400_000 })
    expect(newSuppressionSchema.safeParse(body).success).toBe(true)
  })

  it('sends no number of a paper with what is no permit', () => {
    const fields = { ...emptySuppression, devices: 'a', reason: 'x', permit: 'left over' }
    expect(suppressionBody(fields, now)).not.toHaveProperty('permit')
  })

  it('names nothing where nothing is filled in, which the API refuses', () => {
    const body = suppressionBody({ ...emptySuppression, reason: 'all' }, now)
    expect(newSuppressionSchema.safeParse(body).success).toBe(false)
  })
})

import { describe, expect, test } from 'vitest'

import { collectSchema } from '../../../cases/life/commands.ts'
import { emptyProblem, problemBody } from '../../../console/pages/cases/problem.ts'

const sha256 = 'a'.repeat(64)

describe('the report of a problem', () => {
  test('becomes a body that the API takes, the title in one language standing for both', () => {
    const body = problemBody(
      {
        ...emptyProblem,
        category: '0506',
        titleZh: ' 积水 ',
        lead: 'drainage',
        longitude: '120.5',
      },
      [{ sha256, name: 'a.jpg' }],
    )
    expect(body).toMatchObject({ title: { zh: '积水', en: '积水' }, longitude: 120.5 })
    expect(body).not.toHaveProperty('device')
    expect(collectSchema.safeParse(body).error).toBeUndefined()
  })

  test('what was done about it on the spot goes along with its pictures', () => {
    const done = { ...emptyProblem, category: '0506', titleZh: '积水', lead: 'drainage' }
    const body = problemBody({ ...done, handled: ' cleared ' }, [], [{ sha256 }])
    expect(collectSchema.parse(body).selfHandled).toEqual({ text: 'cleared', photos: [{ sha256 }] })
    expect(problemBody(done, [], [{ sha256 }])).not.toHaveProperty('selfHandled')
  })

  test('with a row of the filing standard says neither duty nor limit', () => {
    const chosen = { category: '0506', titleZh: '积水', standard: '0506-1' }
    const body = problemBody({ ...emptyProblem, ...chosen }, [])
    expect(body).toMatchObject({ category: '0506', standard: '0506-1' })
    expect(body).not.toHaveProperty('lead')
    expect(body).not.toHaveProperty('limit')
    expect(collectSchema.safeParse(body).error).toBeUndefined()
  })

  test('who told of it goes along only where somebody did', () => {
    const told = {
      ...{ ...emptyProblem, category: '0506', titleEn: 'Water', lead: 'drainage' },
      callerPhone: ' 138 0000 0000 ',
    }
    const body = problemBody({ ...told, source: 'hotline' }, [])
    expect(collectSchema.parse(body).reporter).toEqual({ phone: '138 0000 0000' })
    expect(problemBody({ ...told, source: 'patrol' }, [])).not.toHaveProperty('reporter')
    const unknown = problemBody({ ...told, source: 'citizen', callerPhone: '' }, [])
    expect(unknown).not.toHaveProperty('reporter')
  })

  test('every clock one can choose makes a limit that the API reads', () => {
    const clocks = ['minutes', 'urgent hours', 'working hours', 'working days', 'natural days']
    for (const clock of clocks as (typeof emptyProblem.clock)[]) {
      const body = problemBody(
        { ...emptyProblem, category: '0506', titleEn: 'Water', lead: 'drainage', clock },
        [],
      )
      expect(collectSchema.safeParse(body).error).toBeUndefined()
    }
  })
})

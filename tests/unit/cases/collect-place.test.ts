/** Where a problem is that a person reports. */
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

const report = async (place: object) =>
  (
    await api.ask<Case>('inspector', 'POST', '/v1/cases', {
      ...{ source: 'patrol', category: '0506', limit: '2 urgent hours', lead: 'drainage' },
      ...{ title: { zh: '积水', en: 'Water' }, ...place },
    })
  ).body.place

test('a position gives the cell it lies in, unless somebody named one', async () => {
  const here = { longitude: 120.5, latitude: 30.1 }
  expect(await report(here)).toEqual({ ...here, cell: '330106001002009' })
  const named = { ...here, cell: '330106001002001' }
  expect(await report(named)).toEqual(named)
})

test('outside of the city, or without a position, there is none', async () => {
  const away = { longitude: 121, latitude: 30.1 }
  expect(await report(away)).toEqual(away)
  expect(await report({ description: 'by the bridge' })).toEqual({ description: 'by the bridge' })
})

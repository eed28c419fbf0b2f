import { expect, test } from 'vitest'

import { boundaryAt, type Boundary } from '../../../cases/life/boundary.ts'
import { notices } from '../../../cases/life/notice.ts'
import { waitingOf } from '../../../cases/life/waiting.ts'
import type { CaseId, UnitId } from '../../../core/identity.ts'
import { plus } from '../../../core/time.ts'
import { openCaseServer } from './api-server.ts'
import { actors, contextFor, start } from './fixtures.ts'
import { order } from './order.ts'

const back = { command: 'return', reason: 'not ours' } as const
const to = (unit: string) => ({ command: 'dispatch', unit: unit as UnitId }) as const
const designate = {
  command: 'designate',
  unit: 'road' as UnitId,
  reason: 'it lies in the road',
} as const

test('the third return is a dispute: a supervisor designates the unit, which keeps it', () => {
  const { does, current, history } = order({})
  expect(does(actors.drainage, start, back)).toBe('returned')
  expect(does(actors.supervisor, start, designate)).toBe('not-disputed')
  does(actors.dispatcher, start, to('road'))
  expect(does(actors.road, start, back)).toBe('returned')
  does(actors.dispatcher, start, to('drainage'))
  expect(does(actors.drainage, start, back)).toBe('disputed')
  expect(current()).toMatchObject({ stage: 'returned', returns: 3, dispute: 'open' })
  expect(waitingOf(current())).toEqual(['dispute'])
  const told = history.at(-1)
  expect(told && notices(current(), told, { baseUrl: '' })).toMatchObject([
    { occasion: 'dispute', to: { role: 'supervisor' }, text: { zh: '退回 3 次，请指定处置单位' } },
  ])
  expect(does(actors.dispatcher, start, to('road'))).toBe('disputed')
  expect(does(actors.dispatcher, start, designate)).toBe('not-allowed')
  const nowhere = { ...designate, unit: 'nowhere' as UnitId }
  expect(does(actors.supervisor, start, nowhere)).toBe('unknown-unit')
  expect(does(actors.supervisor, start, { ...designate, boundary: 'cell' })).toBe('no-place')
  expect(does(actors.manager, start, { ...designate, boundary: 'thing' })).toBe('dispatched')
  expect(current()).toMatchObject({ stage: 'dispatched', unit: 'road', dispute: 'designated' })
  expect(waitingOf(current())).toEqual([])
  expect(does(actors.road, start, back)).toBe('designated')
})

const boundary = (more: Partial<Boundary>): Boundary => ({
  ...{ case: 'C1' as CaseId, category: '0506', scope: 'cell', place: '330106001002003' },
  ...{ unit: 'road' as UnitId, since: start, by: 'su', reason: 'a test' },
  ...more,
})

test('a boundary of the thing comes before that of its cell, the youngest first, and none that was revoked', () => {
  const place = { device: 'wl-1', cell: '330106001002003' } as const
  const at = (...known: readonly Boundary[]) => boundaryAt(known, place as object)?.case
  const thing = boundary({ case: 'C2' as CaseId, scope: 'thing', place: 'wl-1' })
  const later = boundary({ case: 'C3' as CaseId, since: plus(start, 1) })
  const revoked = { at: start, by: 'su', reason: 'sold' }
  expect(at(boundary({}), later)).toBe('C3')
  expect(at(later, thing)).toBe('C2')
  expect(at({ ...thing, revoked }, boundary({}))).toBe('C1')
  expect(at(boundary({ place: '330106001002004' }))).toBeUndefined()
  // The same digits of a thing are no cell.
  expect(at(boundary({ scope: 'thing' }))).toBeUndefined()
  const task = { work: 'incident', category: '0506', lead: 'drainage', place } as const
  const assigned = (unit: string, work: 'incident' | 'maintenance' = 'incident') =>
    contextFor(actors.dispatcher, { boundaries: [boundary({ unit: unit as UnitId })] }).assign({
      ...task,
      work,
    } as never)
  expect(assigned('road')).toEqual({ unit: 'road', why: 'boundary' })
  expect(assigned('gone')).toEqual({ unit: 'drainage', why: 'table', row: 1 })
  expect(assigned('road', 'maintenance')).toMatchObject({ why: 'table' })
})

test('what a designation drew sends the next case of the thing there, until it is revoked', async () => {
  await using api = await openCaseServer({})
  const id = await api.dispatched()
  const returned = async (unit: 'road' | 'drainage') => {
    await api.order(unit, id, back)
    if (unit === 'drainage')
      await api.order('dispatcher', id, { command: 'dispatch', unit: 'road' })
    else await api.order('dispatcher', id, { command: 'dispatch', unit: 'drainage' })
  }
  await returned('drainage')
  await returned('road')
  await api.order('drainage', id, back)
  const waiting = await api.ask<{ items: { id: string }[] }>(
    'manager',
    'GET',
    '/v1/cases?waiting=dispute',
  )
  expect(waiting.body.items.map((one) => one.id)).toEqual([id])
  await api.order('supervisor', id, { ...designate, boundary: 'thing' })
  const { body } = await api.ask<Boundary[]>('operator', 'GET', '/v1/boundaries')
  expect(body).toMatchObject([{ case: id, scope: 'thing', unit: 'road', by: 'su' }])
  expect((await api.ask('drainage', 'GET', '/v1/boundaries')).status).toBe(403)
  await api.order('supervisor', id, { command: 'void', reason: 'a test', despite: 'a test' })
  const next = async () => {
    const answer = await api.ask<{ id: string }>('operator', 'POST', '/v1/cases', {
      ...{ category: '0506', title: { zh: '积水', en: 'Water' }, device: 'wl-1' },
      ...{ limit: '2 urgent hours', lead: 'drainage' },
    })
    const { id: other } = answer.body
    await api.order('operator', other, { command: 'file' })
    await api.order('operator', other, { command: 'accept' })
    await api.order('dispatcher', other, { command: 'dispatch' })
    const { body: told } = await api.ask<{ case: { unit: string } }>(
      'operator',
      'GET',
      `/v1/cases/${other}`,
    )
    await api.order('operator', other, { command: 'void', reason: 'a test', despite: 'a test' })
    return told.case.unit
  }
  expect(await next()).toBe('road')
  const revoke = (who: 'manager' | 'operator') =>
    api.ask<Boundary>(who, 'POST', `/v1/boundaries/${id}/revoke`, { reason: 'the road was sold' })
  expect((await revoke('operator')).status).toBe(403)
  expect((await revoke('manager')).body.revoked).toMatchObject({ by: 'max' })
  expect((await revoke('manager')).status).toBe(200)
  expect(api.observer.count('boundary.revoked')).toBe(1)
  expect(
    (await api.ask('manager', 'POST', '/v1/boundaries/C0/revoke', { reason: 'x' })).status,
  ).toBe(404)
  expect(await next()).toBe('drainage')
})

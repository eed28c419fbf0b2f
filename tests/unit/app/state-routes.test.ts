import { expect, test } from 'vitest'

import type { AreaMember } from '../../../core/area-member.ts'
import { topics } from '../../../core/topics.ts'
import { partitionsFor } from '../../../app/migrate/state-routes.ts'
import { partitionOf } from '../../../storage/kafka/partitioner.ts'

const routes = {
  partitions: 7,
  gatewayOf: (device: string) => (device === 'child' ? 'gw' : undefined),
}

test.each(['repeats', 'aside', 'agreed'])(
  'what ingest remembers of a device goes where its frames go: %s',
  (kind) => {
    const to = (key: string) => partitionsFor(routes, 'frames', 'ingest', key)
    expect(to(`${kind}/wl-1`)).toEqual([partitionOf('wl-1', 7)])
    expect(new Set(to(`${kind}/child`))).toEqual(
      new Set([partitionOf('child', 7), partitionOf('gw', 7)]),
    )
  },
)

test('what rules remember of a device goes where its readings go, one by one or together', () => {
  const to = (key: string) => partitionsFor(routes, 'readings', 'rules', key)
  for (const key of ['~device/wl-1', 'deep/wl-1']) expect(to(key)).toEqual([partitionOf('wl-1', 7)])
})

test('how the clock of the host was set is known wherever frames come', () => {
  expect(partitionsFor(routes, 'frames', 'ingest', 'host-clock')).toHaveLength(7)
})

test('what nobody knows is never moved silently', () => {
  expect(() => partitionsFor(routes, 'frames', 'ingest', 'foreign/wl-1')).toThrow(/does not know/)
})

test('what is remembered of an area goes where its members go, of a told alarm where its device is', () => {
  const member = {
    rule: 'few',
    area: 'cell:330102001001001',
  } as unknown as AreaMember
  const home = [partitionOf(topics['area-members'].key(member), 7)]
  const to = (key: string) => partitionsFor(routes, 'area-members', 'areas', key)
  expect(to('area/few/cell:330102001001001')).toEqual(home)
  expect(to('member/few/cell:330102001001001/deep/wl-1')).toEqual(home)
  expect(to('area/near/')).toEqual([partitionOf('near/', 7)])
  expect(to('member/near//deep/wl-1')).toEqual([partitionOf('near/', 7)])
  for (const prefix of ['~told', '~wait'])
    expect(partitionsFor(routes, 'readings', 'rules', `${prefix}/deep/wl-1`)).toEqual([
      partitionOf('wl-1', 7),
    ])
})

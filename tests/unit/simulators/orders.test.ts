import { expect, test } from 'vitest'

import type { DeviceId } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { Orders, type Obedience } from '../../../simulators/orders.ts'
import { VirtualClock } from '../../support/clocks.ts'

const gateway = 'gw-1' as DeviceId
const start = (obedience: Obedience = 'obey') => {
  const clock = new VirtualClock(instant(1_000))
  return { clock, orders: new Orders(gateway, clock, obedience) }
}
const order = (id: string, more: object = {}): string =>
  JSON.stringify({
    ...{ id, command: 'interval', arguments: { seconds: 7 }, given: 1_000, until: 2_000 },
    ...more,
  })
const done = (id: string): string => JSON.stringify({ id, result: 'done' })

test('an interval is that of the device it names, of the gateway itself where it names none', () => {
  const { orders } = start()
  expect(orders.hear(order('a', { device: 'mh-1' }))).toBe(done('a'))
  expect([orders.period('mh-1' as DeviceId), orders.period(gateway)]).toEqual([7, undefined])
  orders.hear(order('b'))
  expect(orders.period(gateway)).toBe(7)
})

test('a command that comes again is answered as before and not done again', () => {
  const { orders, clock } = start()
  orders.hear(order('a'))
  orders.hear(order('b', { arguments: { seconds: 60 } }))
  clock.advance(5_000)
  expect(orders.hear(order('a'))).toBe(done('a'))
  expect(orders.period(gateway)).toBe(60)
})

test('what is over is not done', () => {
  const { orders } = start()
  expect(orders.hear(order('a', { until: 999 }))).toContain('"refused"')
  expect(orders.period(gateway)).toBeUndefined()
})

test('who refuses does nothing, and who is silent does not answer', () => {
  const [refusing, silent] = [start('refuse').orders, start('silent').orders]
  expect(refusing.hear(order('a'))).toBe(
    JSON.stringify({ id: 'a', result: 'refused', reason: 'local control' }),
  )
  expect(silent.hear(order('a'))).toBeUndefined()
  expect([refusing.period(gateway), silent.period(gateway)]).toEqual([undefined, undefined])
})

test.each(['', '{}', 'null', '[]', '{"id":1}', order('a', { device: 'a/b' })])(
  '%s is not understood',
  (body) => expect(start().orders.hear(body)).toBeUndefined(),
)

/** A simulated station hears commands as the standard says them, and answers in two steps. */
import { expect, test } from 'vitest'

import { frameOf, FrameReader } from '../../../core/hj212/framing.ts'
import { readMessage, writeMessage } from '../../../core/hj212/message.ts'
import { orderTo } from '../../../core/hj212/order.ts'
import type { DeviceId } from '../../../core/identity.ts'
import { instant } from '../../../core/time.ts'
import { Orders, type Obedience } from '../../../simulators/orders.ts'
import { hj212Voice } from '../../../simulators/protocol/hj212-voice.ts'
import { VirtualClock } from '../../support/clocks.ts'

const id = 'hj-1' as DeviceId
const clock = new VirtualClock(instant(Date.UTC(2026, 10, 30)))
const exchange = '20261130080000000'
const station = { mn: 'M-1', password: '123456', mode: 'swapped', concentration: 'mg/m3' } as const

function play(obedience: Obedience = 'obey') {
  const orders = new Orders(id, clock, obedience)
  const listen = hj212Voice(station, orders).listen()
  /** What is answered, each answer with the number that it has. */
  const hear = (text: string): readonly string[] =>
    [...listen(frameOf(Buffer.from(text), 'swapped'))].flatMap((heard) =>
      heard.type === 'told' ? heard.replies.map(said) : [`${heard.type} ${heard.key ?? ''}`],
    )
  return { orders, hear }
}

function said(bytes: Uint8Array): string {
  const [frame] = new FrameReader().push(bytes)
  if (frame?.type !== 'frame') throw new TypeError('no frame')
  const message = readMessage(Buffer.from(frame.segment).toString())
  if ('fault' in message) throw new TypeError(message.field)
  expect(message).toMatchObject({ qn: exchange, st: '91', pw: '123456', mn: 'M-1', flag: 4 })
  return `${message.cn} ${message.area}`
}

const order = (command: 'interval' | 'clock', seconds = 60): string => {
  const given = command === 'interval' ? { seconds } : {}
  const tongue = { st: '39', pw: '123456', mn: 'M-1', flag: 5 }
  const message = orderTo(tongue, { command, arguments: given, exchange }, clock.now())
  if (message === undefined) throw new TypeError(command)
  return writeMessage(message)
}

test('does it: accepted, then done, and again the same answers when it comes again', () => {
  const { orders, hear } = play()
  const done = ['9011 QnRtn=1', '9012 ExeRtn=1']
  expect(hear(order('interval', 60))).toEqual(done)
  expect(orders.period(id)).toBe(60)
  expect(hear(order('interval', 90))).toEqual(done)
  expect(orders.period(id)).toBe(60)
  expect(play().hear(order('clock'))).toEqual(done)
})

test('refuses, or is silent', () => {
  const refusing = play('refuse')
  expect(refusing.hear(order('interval'))).toEqual(['9011 QnRtn=2'])
  expect(refusing.orders.period(id)).toBeUndefined()
  expect(play('silent').hear(order('clock'))).toEqual([])
})

test('says that it does not know a command; an answer to its data is none', () => {
  const { hear } = play()
  const head = `QN=${exchange};ST=39;CN=`
  expect(hear(`${head}3011;PW=1;MN=M-1;Flag=5;CP=&&PolId=a34001&&`)).toEqual(['9011 QnRtn=8'])
  expect(hear(`${head}1062;PW=1;MN=M-1;Flag=5;CP=&&RtdInterval=often&&`)).toEqual(['9011 QnRtn=8'])
  expect(hear(`${head}9014;PW=1;MN=M-1;Flag=4;CP=&&&&`)).toEqual([`confirmed ${exchange}`])
})

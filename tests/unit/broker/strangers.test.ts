import { expect, test } from 'vitest'

import { Strangers } from '../../../broker/admission/strangers.ts'
import { instant, minutes, seconds } from '../../../core/time.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'

function world(wrongProofsPerAddress = 3) {
  const clock = new VirtualClock(instant(0))
  const observer = new RecordingObserver()
  const limits = { strangersPerAddress: 2, wrongProofsPerAddress }
  const strangers = new Strangers(limits, { clock, observer })
  /** One that comes, is wrong and goes; or why it did not get in. */
  const tries = (address: string) => {
    const socket = {}
    const kept = strangers.enter(socket, address)
    if (kept !== undefined) return kept
    strangers.wrong(socket)
    strangers.leave(socket)
    return 'wrong'
  }
  const pauses = () => observer.events.map(({ fields }) => fields)
  return { clock, strangers, tries, pauses }
}

test('after so many wrong proofs in a row an address pauses, for longer each time, and no other does', () => {
  const { clock, tries, pauses } = world()
  const mine = () => tries('192.0.2.1')
  expect([mine(), mine(), mine(), mine()]).toEqual(['wrong', 'wrong', 'wrong', 'paused'])
  expect(tries('192.0.2.2')).toBe('wrong')
  clock.advance(seconds(10) - 1)
  expect(mine()).toBe('paused')
  clock.advance(1)
  expect([mine(), mine()]).toEqual(['wrong', 'paused'])
  for (let time = 0; time < 10; time++) {
    clock.advance(minutes(5))
    expect([mine(), mine()]).toEqual(['wrong', 'paused'])
  }
  const lengths = pauses().map(({ seconds: length }) => length)
  expect(lengths.slice(0, 6)).toEqual([10, 20, 40, 80, 160, 300])
  expect(new Set(lengths.slice(6))).toEqual(new Set([300]))
  clock.advance(minutes(61))
  expect([mine(), mine(), mine(), mine()]).toEqual(['wrong', 'wrong', 'wrong', 'paused'])
})

test('who proves who it is begins the count anew, and while it is connected its address does not pause', () => {
  const { strangers, tries } = world()
  const [first, second] = [{}, {}]
  expect([tries('192.0.2.1'), tries('192.0.2.1')]).toEqual(['wrong', 'wrong'])
  expect(strangers.enter(first, '192.0.2.1')).toBeUndefined()
  strangers.known(first)
  for (let time = 0; time < 10; time++) expect(tries('192.0.2.1')).toBe('wrong')
  strangers.leave(first)
  expect([tries('192.0.2.1'), tries('192.0.2.1')]).toEqual(['wrong', 'wrong'])
  // A neighbour that was let in before.
  expect(strangers.enter(second, '192.0.2.1')).toBeUndefined()
  expect([tries('192.0.2.1'), tries('192.0.2.1')]).toEqual(['wrong', 'paused'])
  strangers.known(second)
  expect(tries('192.0.2.1')).toBe('wrong')
})

test('addresses of one IPv6 network are one, for places as for proofs', () => {
  const { strangers, tries } = world()
  expect([1, 2, 3, 4].map((host) => tries(`2001:db8::${host}`)).at(-1)).toBe('paused')
  expect(strangers.enter({}, '2001:db8:1::1')).toBeUndefined()
  expect(strangers.enter({}, '2001:db8:1::2')).toBeUndefined()
  expect(strangers.enter({}, '2001:db8:1::3')).toBe('too-many')
})

test('with a bound of 0 nobody pauses', () => {
  const { tries } = world(0)
  for (let time = 0; time < 100; time++) expect(tries('192.0.2.1')).toBe('wrong')
})

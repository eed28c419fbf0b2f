/** What goes down to a station, byte for byte as the standard has it, and what its answers mean. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { beijingInstant } from '../../../../core/beijing-time.ts'
import { frameOf } from '../../../../core/hj212/framing.ts'
import { readMessage, writeMessage } from '../../../../core/hj212/message.ts'
import { exchangeAt, orderTo } from '../../../../core/hj212/order.ts'
import { codeWords, isReturned, returnedBy } from '../../../../core/hj212/returned.ts'
import { instant } from '../../../../core/time.ts'
import { interval } from './frames.ts'

const now = instant(Date.parse('2016-08-01T08:58:57.223+08:00'))
const exchange = '20160801085857223'
const station = { st: '32', pw: '100000', mn: '010000A8900016F000169DC0', flag: 5 }
const often = { command: 'interval', arguments: { seconds: 30 }, exchange } as const

describe('a command', () => {
  test('of the standard itself (1062, set the interval to 30 s)', () => {
    const message = orderTo(station, often, now)
    const bytes = message && frameOf(Buffer.from(writeMessage(message)))
    expect(bytes?.toString()).toBe(interval)
  })

  test('to set the interval of minute data is 1064', () => {
    const minutes = { command: 'minute-interval', arguments: { minutes: 10 }, exchange } as const
    expect(orderTo(station, minutes, now)).toMatchObject({ cn: '1064', area: 'MinInterval=10' })
  })

  test('to set the clock says the present, not when it was given', () => {
    const clock = { command: 'clock', arguments: {}, exchange: '20160801085800000' } as const
    expect(orderTo(station, clock, now)).toEqual({
      ...{ qn: '20160801085800000', st: '32', cn: '1012', pw: '100000', mn: station.mn },
      ...{ flag: 5, area: 'SystemTime=20160801085857' },
    })
  })

  test.each([
    [4, 5],
    [5, 5],
    [7, 5],
    [1, 1],
    [9, 9],
    [undefined, 5],
  ])('to a station that says Flag=%s has Flag=%s', (flag, wanted) => {
    const { flag: _, ...rest } = station
    const said = { ...rest, ...(flag !== undefined && { flag }) }
    expect(orderTo(said, often, now)?.flag).toBe(wanted)
  })

  test('that the standard has no words for is none', () =>
    expect(
      orderTo(station, { ...often, command: 'spray-on', arguments: { seconds: 60 } }, now),
    ).toBeUndefined())

  test('every instant has an exchange of its own, which says it', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2099, 0) }), (at) => {
        expect(exchangeAt(instant(at))).toMatch(/^\d{17}$/)
        expect(beijingInstant(exchangeAt(instant(at)))).toBe(at)
      }),
    ))
})

describe('an answer', () => {
  const said = (text: string) => {
    const message = readMessage(text)
    if ('fault' in message) throw new TypeError(message.field)
    return returnedBy(message)
  }
  const head = (cn: string) => `QN=${exchange};ST=91;CN=${cn};PW=123456;MN=1;Flag=4;`

  test.each([
    ['9011', 'QnRtn=1', { result: 'accepted' }],
    ['9012', 'ExeRtn=1', { result: 'done' }],
    ['9011', 'QnRtn=2', { result: 'refused', code: 'QnRtn=2' }],
    ['9012', 'ExeRtn=005', { result: 'refused', code: 'ExeRtn=5' }],
    ['9012', 'ExeRtn=42', { result: 'refused', code: 'ExeRtn=42' }],
  ])('%s with %s', (cn, area, meaning) =>
    expect(said(`${head(cn)}CP=&&${area}&&`)).toEqual({ exchange, ...meaning }),
  )

  test('of the edition of 2005 has its number in the data area', () =>
    expect(said(`ST=91;CN=9012;PW=1;MN=1;CP=&&QN=${exchange};ExeRtn=1&&`)).toEqual({
      exchange,
      result: 'done',
    }))

  test.each(['', 'QnRtn=1', 'ExeRtn=', 'ExeRtn=yes', 'ExeRtn=-1'])(
    'that does not say what came of it (%s) is none',
    (area) => expect(said(`${head('9012')}CP=&&${area}&&`)).toBeUndefined(),
  )

  test('without a number is none, and data are no answer', () => {
    expect(said('ST=91;CN=9012;PW=1;MN=1;CP=&&ExeRtn=1&&')).toBeUndefined()
    expect(said(`${head('2011')}CP=&&ExeRtn=1&&`)).toBeUndefined()
    expect(['9011', '9012', '9013', '9014', '2011'].filter((cn) => isReturned({ cn }))).toEqual([
      '9011',
      '9012',
    ])
  })

  test('every code is said in both languages, with the code itself', () => {
    expect(codeWords('QnRtn=3')).toEqual({
      zh: '访问密码错误（QnRtn=3）',
      en: 'wrong password (QnRtn=3)',
    })
    expect(codeWords('ExeRtn=5').zh).toBe('系统繁忙，不能执行（ExeRtn=5）')
    expect(codeWords('ExeRtn=42')).toEqual({
      zh: '标准以外的代码（ExeRtn=42）',
      en: 'a code that the standard does not have (ExeRtn=42)',
    })
  })
})

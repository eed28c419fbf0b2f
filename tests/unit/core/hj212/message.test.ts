import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { readDataArea, writeDataArea } from '../../../../core/hj212/data-area.ts'
import { beijingDigits, beijingInstant } from '../../../../core/beijing-time.ts'
import { measuredOf } from '../../../../core/hj212/measured.ts'
import { flagOf, readMessage, writeMessage, type Message } from '../../../../core/hj212/message.ts'
import { instant } from '../../../../core/time.ts'
import { answer, badDust, dust, fume, interval, noise, switches } from './frames.ts'

const messageOf = (frame: string): Message => {
  const message = readMessage(frame.slice(6, -6))
  if ('fault' in message) throw new TypeError(`${message.field} is ${message.fault}`)
  return message
}
const at = (text: string) => instant(Date.parse(text))

describe('a data segment', () => {
  test('says who wants what', () => {
    expect(messageOf(interval)).toEqual({
      ...{ qn: '20160801085857223', st: '32', cn: '1062', pw: '100000' },
      ...{ mn: '010000A8900016F000169DC0', flag: 5, area: 'RtdInterval=30' },
    })
    expect(messageOf(answer)).toMatchObject({ st: '91', cn: '9014', flag: 4, area: '' })
  })

  test.each([
    [4, { version: '2017', answerWanted: false, split: false }],
    [5, { version: '2017', answerWanted: true, split: false }],
    [7, { version: '2017', answerWanted: true, split: true }],
    [1, { version: '2005', answerWanted: true, split: false }],
    [9, { version: '2025', answerWanted: true, split: false }],
    [64, { version: 'unknown', answerWanted: false, split: false }],
  ])('flag %i', (flag, meaning) => {
    expect(flagOf(flag)).toEqual(meaning)
  })

  test.each([
    ['ST=22;CN=2011;PW=123456;CP=&&LA-Rtd=1&&', 'missing', 'MN'],
    ['ST=22;PW=123456;MN=1;CP=&&LA-Rtd=1&&', 'missing', 'CN'],
    ['CN=2011;MN=1;CP=&&LA-Rtd=1&&', 'missing', 'ST'],
    ['ST=22;CN=2011;MN=1', 'missing', 'CP'],
    ['ST=22;CN=2011;MN=1;Flag=300;CP=&&&&', 'invalid', 'Flag'],
    ['ST=22;CN=2011;MN=1;Flag=7;PNUM=2;CP=&&&&', 'missing', 'PNO'],
    ['ST=22;CN=2011;MN=1;Flag=7;PNUM=2;PNO=3;CP=&&&&', 'invalid', 'PNO'],
  ])('%s is refused', (segment, fault, field) => {
    expect(readMessage(segment)).toEqual({ fault, field })
  })

  test('is what was written', () => {
    const word = fc.stringMatching(/^[0-9A-Za-z]{1,10}$/)
    const value = fc.stringMatching(/^[0-9A-Za-z.+]{1,8}$/)
    const messages: fc.Arbitrary<Message> = fc.record(
      {
        ...{ qn: word, st: word, cn: word, pw: word, mn: word },
        flag: fc.integer({ min: 0, max: 255 }),
        parts: fc
          .integer({ min: 1, max: 99 })
          .chain((pnum) =>
            fc.record({ pnum: fc.constant(pnum), pno: fc.integer({ min: 1, max: pnum }) }),
          ),
        area: fc
          .array(value)
          .map((values) => values.map((one, index) => `a${index}-Rtd=${one}`).join(';')),
      },
      { requiredKeys: ['st', 'cn', 'mn', 'area'] },
    )
    fc.assert(
      fc.property(messages, (message) => {
        expect(readMessage(writeMessage(message))).toEqual(message)
      }),
    )
  })

  test('whatever it is, is read or refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const read = readMessage(`ST=1;CN=2011;MN=1;CP=&&${text}&&`)
        if (!('fault' in read)) measuredOf(read, 'ug/m3')
      }),
    )
  })
})

describe('a data area', () => {
  test('is what was written', () => {
    const name = fc.stringMatching(/^[a-z][0-9]{1,5}$/)
    const value = fc.stringMatching(/^[0-9.]{1,6}$/)
    const suffixed = fc.uniqueArray(fc.tuple(fc.constantFrom('Rtd', 'Flag', 'Avg'), value), {
      selector: ([suffix]) => suffix,
      minLength: 1,
    })
    const areas = fc.record({
      fields: fc.dictionary(fc.stringMatching(/^[A-Z][a-z]{2,6}$/), value, { maxKeys: 3 }),
      factors: fc.dictionary(name, suffixed, { maxKeys: 4 }),
    })
    fc.assert(
      fc.property(areas, ({ fields, factors }) => {
        const area = {
          fields: new Map(Object.entries(fields)),
          factors: new Map(Object.entries(factors).map(([one, values]) => [one, new Map(values)])),
        }
        expect(readDataArea(writeDataArea(area))).toEqual(area)
      }),
    )
  })
})

describe('what a station measured', () => {
  test('dust, in milligrams by agreement', () => {
    expect(measuredOf(messageOf(dust), 'mg/m3')).toEqual({
      ...{ type: 'measured', observedAt: at('2026-03-15T08:30:00+08:00'), again: false },
      values: {
        ...{ tsp: 412, pm10: 187, pm25: 68, laeq: 68.4 },
        ...{ temperature: 18.6, humidity: 54, windSpeed: 2.1, windDirection: 135 },
      },
      ...{ quality: {}, unknown: ['a01006'], unusable: [] },
    })
  })

  test('noise, fume and switches', () => {
    expect(measuredOf(messageOf(noise), 'mg/m3')).toMatchObject({ values: { laeq: 50.1 } })
    expect(measuredOf(messageOf(fume), 'mg/m3')).toMatchObject({
      ...{ values: { fume: 1.36, nmhc: 6.42 }, unknown: ['a34013'] },
    })
    expect(measuredOf(messageOf(switches), 'mg/m3')).toMatchObject({
      values: { fan: 1, purifier: 0 },
    })
  })

  test('what is marked keeps its mark', () => {
    expect(measuredOf(messageOf(badDust), 'mg/m3')).toMatchObject({
      ...{ values: { tsp: 9_999, pm10: 0 }, quality: { tsp: 'T', pm10: 'B' } },
    })
  })

  test('as old stations say it', () => {
    const area =
      'DataTime=20260315083000123; PM25-Rtd=25 ,PM25-Flag=N;TSP-Rtd=75600;NOIS-Rtd=46.3,NOIS=D;WS-Rtd=low;RH-Rtd=50,RH-Flag=X;RF=1;'
    expect(measuredOf({ cn: '2011', area }, 'ng/m3')).toEqual({
      ...{ type: 'measured', observedAt: at('2026-03-15T08:30:00.123+08:00'), again: true },
      ...{ values: { pm25: 0.025, tsp: 75.6, laeq: 46.3 }, quality: { laeq: 'D' } },
      ...{ unknown: [], unusable: ['WS', 'RH'] },
    })
  })

  test.each([
    ['by its level of 2005', 'B03-Rtd=61.5', { laeq: 61.5 }],
    ['as a level of the time', 'Leq-Rtd=61.5,Leq-Flag=N', { laeq: 61.5 }],
    ['with a letter missing', 'LA-td=61.5', { laeq: 61.5 }],
    [
      'with blanks and a semicolon too many',
      ' LA-Rtd= 61.5 ; TEM-Rtd = 18;',
      { laeq: 61.5, temperature: 18 },
    ],
  ])('noise %s', (_, area, values) => {
    const segment = `QN=201910294112144CST;ST=22;CN=2011;MN=310106000001;CP=&&DataTime=20191029112144; ${area}&&`
    const message = readMessage(segment)
    if ('fault' in message) throw new TypeError(message.fault)
    expect(measuredOf(message, 'ug/m3')).toMatchObject({ values, unknown: [], unusable: [] })
  })

  test.each([
    ['9014', '', 'no-data'],
    ['2011', 'LA-Rtd=50', 'no-time'],
    ['2011', 'DataTime=20260631083000;LA-Rtd=50', 'no-time'],
    ['2011', 'DataTime=20260315083000', 'no-factors'],
  ])('%s %s: %s', (cn, area, why) => {
    expect(measuredOf({ cn, area }, 'mg/m3')).toEqual({ type: 'not-measured', why })
  })

  test('its time is that of its clocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (second) => {
        const when = instant(second * 1_000)
        expect(beijingInstant(beijingDigits(when))).toBe(when)
      }),
    )
  })
})

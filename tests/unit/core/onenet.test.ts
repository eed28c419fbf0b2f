/** What OneNET pushes, as items; and what of a message it signed. */
import { describe, expect, test } from 'vitest'

import { onenetItems } from '../../../core/bindings/onenet.ts'
import { writtenMember } from '../../../core/bindings/written-member.ts'

const at = 1_773_534_600_123
const point = (rest: object) => ({ type: 1, dev_id: 7, ds_id: 'level', at, value: 1, ...rest })
const itemsOf = (message: unknown) => {
  const items = onenetItems(message)
  return 'unread' in items ? items.unread : items.map(({ item }) => item)
}
const own = { device: 7, imei: undefined, type: 1, time: at }

describe('a message of OneNET', () => {
  test('has an item for each device and instant, whose values have the names of their streams', () => {
    const msg = [
      point({}),
      point({ ds_id: 'battery', value: '88' }),
      point({ at: String(at + 1) }),
      point({ dev_id: 8, imei: '868508064807350' }),
    ]
    expect(itemsOf({ msg })).toEqual([
      { level: 1, battery: '88', ...own },
      { level: 1, ...own, time: at + 1 },
      { level: 1, ...own, device: 8, imei: '868508064807350' },
    ])
    expect(itemsOf({ msg: point({}) })).toEqual([{ level: 1, ...own }])
  })

  test('of a thing model has an item for each instant of its properties', () => {
    const params = { angle: { value: 2, time: at }, opened: { value: true, time: at + 1 }, bare: 3 }
    const msg = JSON.stringify({ deviceName: 'mh-1', notifyType: 'property', data: { params } })
    const thing = { device: 'mh-1', imei: undefined, type: 'property' }
    expect(itemsOf({ msg })).toEqual([
      { angle: 2, ...thing, time: at },
      { opened: true, ...thing, time: at + 1 },
      { bare: 3, ...thing, time: undefined },
    ])
  })

  test('whose stream is called as what it is of takes nobody’s place', () => {
    expect(itemsOf({ msg: [point({ ds_id: 'device', value: 'another' })] })).toEqual([own])
  })

  test.each([
    [{ msg: [point({ type: 2 }), point({ type: 7 })] }, []],
    [{ msg: point({ type: 9, ds_id: undefined }) }, [{ ...own, type: 9 }]],
    [{ enc_msg: 'xx' }, 'a msg of data in clear'],
    [{ msg: 'hello' }, 'a msg of data in clear'],
    [{ msg: [1] }, 'a msg of data in clear'],
    [[], 'a msg of data in clear'],
    [{ msg: Array.from({ length: 1_001 }, () => point({})) }, 'at most 1000 points'],
  ])('%j', (message, found) => {
    expect(itemsOf(message)).toEqual(found)
  })
})

test.each([
  ['{"msg": {"value":12.0, "a":"}"} ,"nonce":"x"}', '{"value":12.0, "a":"}"}'],
  ['{"a":{"msg":1},"m\\u0073g":[1,{"msg":2}]}', '[1,{"msg":2}]'],
  ['{"msg":1,"msg":"\\"msg\\":3"}', '"\\"msg\\":3"'],
  ['[{"msg":1}]', undefined],
  ['{"msgs":1}', undefined],
  ['"msg"', undefined],
])('of %s the member msg is written %s', (text, written) => {
  expect(writtenMember(text, 'msg')).toBe(written)
})

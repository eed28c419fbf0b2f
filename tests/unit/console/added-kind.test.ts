/** The console has the kinds that the city says, and no list of its own. */
import { expect, test, vi } from 'vitest'

import type { City } from '../../../console/api/types.ts'

/** A browser that remembers the language. */
vi.stubGlobal('localStorage', { getItem: () => 'zh' })

const { categories, categoryName } = await import('../../../console/parts/case-names.ts')
const { kindName, kindNames, quantitiesOf, showValue, siteName } =
  await import('../../../console/parts/device-names.ts')
const { city } = await import('../../../console/state/city.ts')

const said: City = {
  name: { zh: '临江市', en: 'Linjiang' },
  zone: 'Asia/Shanghai',
  night: { from: '22:00', to: '06:00' },
  map: {},
  kinds: {
    gas: {
      ...{ zh: '燃气表', en: 'Gas meter', period: 300 },
      ...{ sites: ['home'], quantities: ['gasFlow', 'valveOpen'] },
    },
  },
  quantities: {
    gasFlow: { zh: '燃气流量', en: 'Gas flow', unit: 'm3/h' },
    valveOpen: { zh: '阀门开启', en: 'Valve open', unit: 'bool' },
  },
  sites: { home: { zh: '居民户', en: 'home' } },
  categories: { '0193': { zh: '燃气泄漏', en: 'Gas leak' } },
}

test('a kind that the city adds has its words everywhere', () => {
  city.value = said
  expect(kindNames()).toEqual(['gas'])
  expect(kindName('gas')).toBe('燃气表')
  expect(siteName('home')).toBe('居民户')
  expect(quantitiesOf('gas')).toEqual(['gasFlow', 'valveOpen'])
  expect(showValue('gasFlow', 1.25)).toBe('1.25 m3/h')
  expect(categoryName('0193')).toBe('0193 燃气泄漏')
  expect(categories()).toEqual(['0193'])
})

test('before the city is known, and for what it does not know, ids stand as they are', () => {
  for (const known of [undefined, said]) {
    city.value = known
    expect([kindName('steam'), siteName('moon'), categoryName('0000')]).toEqual([
      'steam',
      'moon',
      '0000',
    ])
    expect(quantitiesOf('steam')).toEqual([])
  }
})

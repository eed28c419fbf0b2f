import { expect, test } from 'vitest'

import { settingsOf } from '../../../core/device-settings.ts'
import { isKind } from '../../../core/kinds.ts'
import { configurable, orderedValues } from '../../../devices/decide/configuration-order.ts'
import { device } from '../../contract/registry.suite.ts'

test('a device is set to what its kind has, within the range', () => {
  const mh = device('mh-1', { kind: 'manhole', site: 'road' })
  expect(orderedValues({ period: 30, armed: true, old: null }, mh)).toEqual({
    values: { period: 30, armed: 1, old: null },
  })
  const wrong = orderedValues({ period: 4, armed: 1, old: 3, 'threshold.battery': 101 }, mh)
  expect(wrong).toMatchObject({
    mistakes: [
      { zh: '上报间隔：应为 5 到 86400 s 的整数' },
      { zh: '布防：应为开或关', en: 'armed: is true or false' },
      {
        en: expect.stringMatching(
          /^old: a device of the kind .* has no such setting; it has period, armed/,
        ),
      },
      { en: 'threshold.battery: is a number from 0 to 100 %' },
    ],
  })
  for (const period of [7.5, '30', true])
    expect(orderedValues({ period }, mh)).toHaveProperty('mistakes')
  expect(isKind('manhole') && [...settingsOf('manhole').keys()]).toContain('threshold.battery')
})

test('what reaches no device is said before', () => {
  expect(configurable(device('wl-1'))).toBeUndefined()
  expect(configurable(device('wl-1', { active: false }))?.en).toBe('wl-1 is out of service')
  expect(configurable(device('hj-1', { mn: 'M-1' }))?.zh).toMatch(/HJ 212.*不接收配置/)
  expect(configurable(device('wl-1', { externalId: 'x' as never }))?.en).toMatch(
    /hears no configuration/,
  )
})

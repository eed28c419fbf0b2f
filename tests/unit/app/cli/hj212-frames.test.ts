import { expect, test } from 'vitest'

import { framesOf } from '../../../../app/cli/hj212-frames.ts'
import { badDust, interval, noise } from '../../core/hj212/frames.ts'

test('a capture of HJ 212, frame by frame', () => {
  const capture = `hello\r\n${badDust}${interval}${noise.replace('0880', '0881')}${noise.slice(0, 60)}`
  const dust = { station: '010000A8900016F000169DC1', command: '39/2011' }
  expect(framesOf(Buffer.from(capture), 'mg/m3')).toEqual([
    { notes: ['7 bytes that are no frame: no ## before it'] },
    {
      ...{ ...dust, checksum: 'standard', edition: '2017', at: '20260315091500' },
      ...{ values: { tsp: '9999 T', pm10: '0 B' }, notes: [] },
    },
    {
      ...{ station: '010000A8900016F000169DC0', command: '32/1062', checksum: 'standard' },
      ...{ edition: '2017', notes: ['a command without data'] },
    },
    { checksum: 'wrong', notes: ['the checksum is 0881'] },
    { notes: ['60 bytes that are no frame: the end is missing'] },
  ])
})

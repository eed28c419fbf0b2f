import { expect, test } from 'vitest'

import { framesOf } from '../../../../app/cli/sl651-frames.ts'
import { frameBytes } from '../../../../core/sl651/frame.ts'
import { FrameReader } from '../../../../core/sl651/framing.ts'
import { bytesOf, publishedAscii } from '../../core/sl651/frames.ts'

test('a capture of SL 651, frame by frame', () => {
  const [whole] = new FrameReader().push(bytesOf('fujianTimed'))
  if (whole?.type !== 'frame') throw new Error('no frame')
  const packets = [
    { ...whole, packet: { count: 2, number: 1 }, body: whole.body.subarray(0, 20) },
    { ...whole, packet: { count: 2, number: 2 }, body: whole.body.subarray(20) },
  ]
  const wrong = bytesOf('blogTimed')
  wrong[30] = 0xff
  const capture = Buffer.concat([
    Buffer.from('hello'),
    bytesOf('fujianTimed'),
    bytesOf('blogTimedAnswer'),
    Buffer.from(publishedAscii.test, 'latin1'),
    ...packets.map(frameBytes),
    bytesOf('fujianManual'),
    wrong,
    bytesOf('blogHeartbeat').subarray(0, 20),
  ])
  const fujian = { station: '1000000006', encoding: 'hex' }
  const elements = { PJ: ['0'], PT: ['319.6'], Z: ['28.96'], VT: ['13.12'] }
  expect(framesOf(capture)).toEqual([
    { notes: ['5 bytes that are no frame: no 7E 7E and no SOH before it'] },
    { ...fujian, command: '32 timed', at: '202212021335', elements, notes: [] },
    { station: '0011223344', encoding: 'hex', command: '32 to the station', notes: [] },
    {
      ...{ station: '0012341234', encoding: 'ascii', command: '30 test', at: '201707181112' },
      ...{ elements: { PJ: ['0.5'], PT: ['0.5'], Z: ['0.301'], VT: ['10.91'] }, notes: [] },
    },
    { ...fujian, command: '32 timed', notes: ['packet 1 of 2'] },
    { ...fujian, command: '32 timed', at: '202212021335', elements, notes: ['packet 2 of 2'] },
    { ...fujian, command: '35 manual', notes: ['RGZS: 7 bytes'] },
    { notes: ['60 bytes that are no frame: the checksum does not fit'] },
    { notes: ['20 bytes that are no frame: the end is missing'] },
  ])
})

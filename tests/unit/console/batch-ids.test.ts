import { expect, test } from 'vitest'

import { idsIn } from '../../../console/pages/devices/batch-ids.ts'

test('numbers of devices are read from lines, a column or a sentence, each once', () => {
  expect(idsIn('mh-1\nmh-2\r\n\tmh-3, mh-4；mh-5、mh-1 ;')).toEqual([
    ...['mh-1', 'mh-2', 'mh-3', 'mh-4', 'mh-5'],
  ])
  expect(idsIn(' \n')).toEqual([])
})

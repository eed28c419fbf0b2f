import { expect, test } from 'vitest'

import { guessKind } from '../../../console/pages/devices/guess-kind.ts'

const kinds = {
  manhole: { quantities: ['tilt', 'coverOpen', 'wellLevel', 'battery'] },
  noise: { quantities: ['laeq', 'battery'] },
  water: { quantities: ['depth', 'tilt', 'battery'] },
}

test.each([
  ['{"m":{"laeq":61.2,"battery":80}}', 'noise'],
  ['[{"device":"x","m":{"coverOpen":true,"tilt":3}}]', 'manhole'],
  // Cut in the middle of a word.
  ['{"m":{"depth":4.2,"til', 'water'],
  // In two kinds, in every kind, in none: nothing is guessed.
  ['{"m":{"tilt":3}}', undefined],
  ['{"m":{"battery":80}}', undefined],
  ['{"m":{"moon":1}}', undefined],
  ['not JSON', undefined],
])('the kind of what sent %s', (sample, kind) => {
  expect(guessKind(sample, kinds)).toBe(kind)
})

/** The little languages of a SensorThings address: what is written is read again, and nothing else gets through. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  parseFilter,
  printFilter,
  spanOf,
  timeOperators,
  type Condition,
} from '../../../../app/http/sensorthings/decide/filter.ts'
import { holdsOf } from '../../../../app/http/sensorthings/decide/places.ts'
import { sets } from '../../../../app/http/sensorthings/decide/model.ts'
import {
  observationId,
  parseObservationId,
} from '../../../../app/http/sensorthings/decide/observation-id.ts'
import { continued, parseOptions } from '../../../../app/http/sensorthings/decide/options.ts'
import {
  parsePathPart,
  writtenPart,
} from '../../../../app/http/sensorthings/decide/resource-path.ts'
import { UrbanBrainError } from '../../../../core/errors.ts'
import { readingId } from '../../../../core/identity.ts'
import { instant } from '../../../../core/time.ts'

const moment = fc.integer({ min: 0, max: 4e12 })
const degrees = fc
  .double({ min: -180, max: 180, noNaN: true })
  .filter((each) => !Object.is(each, -0))
const anyPlace: fc.Arbitrary<Condition> = fc.record({
  property: fc.constantFrom('location' as const, 'feature' as const),
  asks: fc.oneof(
    fc.record({ shape: fc.constantFrom('Point', 'Polygon') }),
    fc
      .array(fc.tuple(degrees, degrees), { minLength: 3, maxLength: 8 })
      .map((corners) => ({ within: [...corners, ...corners.slice(0, 1)] })),
  ),
})
const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  anyPlace,
  fc.record({
    property: fc.constant('id' as const),
    operator: fc.constant('eq' as const),
    value: fc.oneof(fc.string(), fc.constantFrom("o'clock", "' and id eq 'x", ' and ')),
  }),
  fc.record({
    property: fc.constant('phenomenonTime' as const),
    operator: fc.constantFrom(...timeOperators),
    value: moment,
  }),
)

/** What it gives, or that it was refused as requests are; anything else is a defect. */
function outcome<T>(work: () => T): T | 'refused' {
  try {
    return work()
  } catch (error) {
    if (error instanceof UrbanBrainError && ['not-offered', 'request-invalid'].includes(error.code))
      return 'refused'
    throw error
  }
}

test('a filter that was printed is read as it was', () => {
  fc.assert(
    fc.property(fc.array(anyCondition, { minLength: 1, maxLength: 10 }), (conditions) => {
      expect(parseFilter(printFilter(conditions))).toEqual(conditions)
    }),
  )
})

test('a box holds what lies between its sides', () => {
  const near = fc.integer({ min: -5, max: 5 }).map((each) => each + 0.5)
  const side = fc.integer({ min: -5, max: 5 })
  fc.assert(
    fc.property(
      side,
      side,
      side,
      side,
      near,
      near,
      (west, east, south, north, longitude, latitude) => {
        const ring = [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ]
        const [asked] = parseFilter(
          `(location/type eq 'Point' or location/geometry/type eq 'Point') and (geo.intersects(location, geography'Polygon ((${ring.map((corner) => corner.join(' ')).join(', ')}))'))`,
        ).slice(1)
        const between = (a: number, b: number, each: number) =>
          each > Math.min(a, b) && each < Math.max(a, b)
        const isIn = asked?.property === 'location' && holdsOf(asked, { longitude, latitude })
        expect(isIn).toBe(between(west, east, longitude) && between(south, north, latitude))
      },
    ),
  )
})

test('a span holds the instants that all conditions hold of', () => {
  const near = fc.integer({ min: 1_000, max: 1_020 })
  const condition = fc.record({
    property: fc.constant('phenomenonTime' as const),
    operator: fc.constantFrom(...timeOperators),
    value: near,
  })
  fc.assert(
    fc.property(fc.array(condition, { maxLength: 4 }), near, (conditions, at) => {
      const { from, to } = spanOf(conditions, { from: 0, to: 2_000 })
      const wanted = conditions.every(({ operator, value }) => {
        if (operator === 'ge') return at >= value
        if (operator === 'gt') return at > value
        if (operator === 'le') return at <= value
        return operator === 'lt' ? at < value : at === value
      })
      expect(at >= from && at < to).toBe(wanted)
    }),
  )
})

const scraps = fc.oneof(
  fc.string(),
  fc
    .array(
      fc.constantFrom(
        ...[
          'Things',
          "('",
          "'",
          "''",
          ')',
          '(',
          ',',
          ';',
          '$top=',
          '$expand=',
          '$filter=',
          ' and ',
        ],
        ...[
          "location/type eq 'Point'",
          "geo.intersects(location, geography'POLYGON((",
          "1 2,3 4))')",
          'phenomenonTime',
          ' ge ',
          ' eq ',
          'id',
          '2026-11-30T00:00:00Z',
          'Datastreams',
          '/',
          '5',
        ],
      ),
    )
    .map((parts) => parts.join('')),
)

test('whatever is asked is answered or refused', () => {
  const query = fc.dictionary(
    fc.constantFrom('$top', '$skip', '$count', '$filter', '$orderby', '$select', '$expand', 'x'),
    fc.oneof(scraps, fc.array(scraps)),
  )
  fc.assert(
    fc.property(fc.constantFrom(...sets), query, scraps, (set, asked, part) => {
      outcome(() => parseOptions(set, asked))
      outcome(() => parsePathPart(part))
      parseObservationId(part)
    }),
    { numRuns: 1_000 },
  )
})

test('an id comes out of an address as it went in, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (key) => {
      const part = { name: 'Things', key }
      const link = new URL(`http://city/${writtenPart(part)}`)
      expect(parsePathPart(decodeURIComponent(link.pathname.slice(1)))).toEqual(part)
    }),
  )
})

test('an observation is found by its id, with or without an instant of its own', () => {
  const device = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,20}$/)
  const optional = fc.option(moment, { nil: undefined })
  fc.assert(
    fc.property(device, moment, optional, optional, optional, (name, at, claimed, seq, content) => {
      const observedAt = instant(at)
      const parts = {
        ...{ device: name as never, observedAt, sequence: seq },
        ...(claimed === undefined ? {} : { claimedAt: instant(claimed) }),
        ...(content === undefined ? {} : { content }),
      }
      const id = readingId(parts)
      expect(parseObservationId(observationId({ id, ...parts }, 'laeq'))).toEqual({
        ...{ reading: id, device: name, quantity: 'laeq', observedAt: at },
      })
    }),
  )
})

test('the next page asks for the same, less what was given', () => {
  const query = { $top: '250', $skip: '3', $filter: "id eq 'a&b'", $count: 'true' }
  const next = new URLSearchParams(continued(parseOptions('Things', query), 100, 'a b'))
  expect(Object.fromEntries(next)).toEqual({
    ...{ $top: '150', $filter: "id eq 'a&b'", $count: 'true', $skiptoken: 'a b' },
  })
})

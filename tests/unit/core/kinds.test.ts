import { describe, expect, test } from 'vitest'

import { sketchOf } from '../../../core/content.ts'
import { isKind, kindOf, kinds } from '../../../core/kinds.ts'
import { builtInKinds } from '../../../core/kinds/built-in.ts'
import { kindDocumentSchema, type KindDocument } from '../../../core/kinds/document.ts'
import { quantities, quantityNames } from '../../../core/quantities.ts'
import { quantityPlace } from '../../../core/quantity-place.ts'
import { inForce, learnKinds } from '../../../core/vocabulary.ts'
import { decodeRepeats, encodeRepeats, remember } from '../../../ingest/repeats.ts'
import { readingFields, tagNames } from '../../../series/influxdb/schema.ts'

const flow = { unit: 'm3/h', range: [0, 160], zh: '流量', en: 'Flow' } as const
const home = { zh: '居民户', en: 'home' }
const kind = (id: string, more: Partial<KindDocument> = {}): KindDocument => ({
  id,
  zh: '表',
  en: 'Meter',
  period: 60,
  sites: { road: null },
  quantities: { battery: null },
  ...more,
})
const said = (...documents: readonly KindDocument[]) =>
  learnKinds(documents).map(
    ({ document, path, message }) => `${document.id} ${path.map(String).join('.')}: ${message}`,
  )

describe('the kinds of the program', () => {
  test.each(builtInKinds.map((document) => ({ id: document.id, document })))(
    '$id passes the door of a city',
    ({ id, document }) => {
      expect(kindDocumentSchema.safeParse(document).error).toBeUndefined()
      expect(kindOf(id).quantities).toEqual(Object.keys(document.quantities))
    },
  )

  test('keep the places that older versions wrote down', () => {
    const first = ['battery', 'rssi', 'tilt', 'coverOpen', 'wellLevel', 'ch4', 'h2s', 'depth']
    expect(first.map(quantityPlace)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(quantityPlace('purifier')).toBe(25)
    const places = quantityNames().map(quantityPlace)
    expect(new Set(places).size).toBe(places.length)
  })
})

describe('a kind that a city adds', () => {
  test('is known with all it says, and learned once', () => {
    const document = kind('steam', {
      sites: { home, road: null },
      quantities: { flow, valve: { unit: 'bool', zh: '阀门', en: 'Valve' }, ch4: null },
      categories: { '0193': { zh: '泄漏', en: 'Leak' } },
    })
    expect(isKind('steam')).toBe(false)
    expect(said(document)).toEqual([])
    expect(said(document)).toEqual([])
    expect(kinds.get('steam')).toMatchObject({ period: 60, sites: ['home', 'road'] })
    expect(kinds.get('steam')?.quantities).toEqual(['flow', 'valve', 'ch4'])
    expect(quantities.get('valve')).toMatchObject({ unit: 'bool', min: 0, max: 1 })
    expect(quantityNames()).toContain('flow')
    expect(inForce.sites.get('home')).toEqual(home)
    expect(inForce.categories.get('0193')).toEqual({ zh: '泄漏', en: 'Leak' })
  })

  test('may name what another file of the city describes, in any order', () => {
    const heat = { unit: 'kW', range: [0, 9_000], zh: '热功率', en: 'Heat' } as const
    expect(
      said(
        kind('hot-water', { quantities: { heat: null }, sites: { cellar: null } }),
        kind('radiator', {
          quantities: { heat },
          sites: { cellar: { zh: '地下室', en: 'cellar' } },
        }),
      ),
    ).toEqual([])
  })

  test.each<readonly [string, Partial<KindDocument> & { readonly id: string }, string]>([
    ['a built-in kind', { id: 'noise' }, 'noise id: there is a kind noise already'],
    ['another measurement', { id: 'alarm' }, "alarm id: 'alarm' is the name of something else"],
    ['a described quantity', { id: 'a', quantities: { depth: flow } }, 'by another kind already'],
    ['one in other capitals', { id: 'b', quantities: { LAeq: flow } }, "from 'laeq' in capitals"],
    ['nobody describes it', { id: 'c', quantities: { nothing: null } }, 'is described by no kind'],
    ['a site without words', { id: 'd', sites: { moon: null } }, 'has words in no kind'],
    ['a site with others', { id: 'e', sites: { road: home } }, 'has words in another kind'],
    ['a named code', { id: 'f', categories: { '0101': home } }, 'f categories.0101: has words'],
    ['a word of rules', { id: 'g', quantities: { hour: flow } }, 'is the name of something else'],
  ])('is refused where it means something else: %s', (_, { id, ...more }, words) => {
    const before = quantityNames()
    expect(said(kind('fine'), kind(id, more))).toEqual([expect.stringContaining(words)])
    expect(isKind('fine')).toBe(false)
    expect(quantityNames()).toBe(before)
  })

  test.each([...tagNames, ...readingFields, 'time'])('has no quantity called %s', (name) => {
    expect(said(kind('x', { quantities: { [name]: flow } }))).not.toEqual([])
  })

  test('is refused with two quantities that what is remembered cannot tell apart', () => {
    const names = Array.from({ length: 300 }, (_, index) => `flow${index}`)
    const twins = names
      .map((name) => names.filter((other) => quantityPlace(other) === quantityPlace(name)))
      .find((found) => found.length > 1)
    const [one = '', other = ''] = twins ?? []
    expect(said(kind('twins', { quantities: { [one]: flow, [other]: flow } }))).toEqual([
      expect.stringContaining(`quantities.${other}: cannot be told from '${one}'`),
    ])
  })

  test('is refused with more quantities than a memory of a reading holds', () => {
    const places = new Set<number>()
    const many = Array.from({ length: 4_000 }, (_, index) => `many${index}`)
      .filter((name) => places.size < places.add(quantityPlace(name)).size)
      .slice(0, 190)
    const found = Object.fromEntries(many.map((name) => [name, flow]))
    expect(said(kind('many', { quantities: found }))).toEqual([
      'many quantities: with it there are more than 200 quantities',
    ])
  })

  test('what it says at one instant is a part or a correction, over a restart too', () => {
    const speed = { unit: 'm/s', range: [0, 90], zh: '速度', en: 'Speed' } as const
    expect(said(kind('duct', { quantities: { airSpeed: speed, swirl: speed } }))).toEqual([])
    let memory = decodeRepeats(undefined)
    const hears = (values: Readonly<Record<string, number>>) => {
      memory = decodeRepeats(encodeRepeats(memory))
      return remember(memory, { at: 1_000, number: 0, ...sketchOf(values, undefined) })
    }
    expect(hears({ airSpeed: 3 })).toBe('new')
    expect(hears({ swirl: 3 })).toBe('part')
    expect(hears({ swirl: 4 })).toBe('correction')
    expect(hears({ airSpeed: 3 })).toBe('duplicate')
  })
})

describe('the file of a kind', () => {
  const mistakes = (more: object) =>
    kindDocumentSchema
      .safeParse({ ...kind('valve'), ...more })
      .error?.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`)

  test.each([
    [{ id: 'Gas' }, /^id: a kind has small letters/],
    [{ zh: ' ' }, /^zh: /],
    [{ period: 0 }, /^period: /],
    [{ sites: {} }, /^sites: a kind has at least one site/],
    [{ quantities: {} }, /^quantities: a kind has at least one quantity/],
    [{ quantities: { gas_flow: flow } }, /^quantities.gas_flow: /],
    [{ quantities: { flow: { ...flow, range: [5, 5] } } }, /from the least to the greatest/],
    [{ quantities: { flow: { ...flow, unit: 'bool' } } }, /does not go with a switch/],
    [{ quantities: { flow: { unit: 'm', zh: '流', en: 'F' } } }, /range: is missing/],
    [{ categories: { 193: home } }, /^categories.193: /],
    [{ colour: 'red' }, /Unrecognized key/],
  ])('%j is a mistake', (more, words) => {
    expect(mistakes(more)).toEqual([expect.stringMatching(words)])
  })
})

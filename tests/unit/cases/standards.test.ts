import { describe, expect, test } from 'vitest'

import { standardsDifference } from '../../../cases/desk/standards-difference.ts'
import { readStandards } from '../../../cases/desk/standards-file.ts'
import { decide } from '../../../cases/life/decide.ts'
import { collectSchema } from '../../../cases/life/commands.ts'
import { holdsOn, ruled, type Standard } from '../../../cases/life/standards.ts'
import { caseContext } from '../../../cases/desk/context.ts'
import { calendar, config, directory, start, table } from './fixtures.ts'

const duties = new Set(['drainage', 'road'])
const header = 'category,condition,lead,limit,filing_zh,closing_zh,from,until\n'
const read = (rows: string) => readStandards(header + rows, duties)
const messages = (rows: string) =>
  read(rows).mistakes.map(({ line, message }) => `${line}: ${message}`)

describe('standards.csv', () => {
  test('is read with the Chinese words of its limits', () => {
    const { standards, mistakes } = read(
      '0506,1,drainage,2紧急工作时,积水深 15 厘米,排除,2026-01-01,\n0503,2,drainage,4 working hours,堵塞,疏通,,\n',
    )
    expect(mistakes).toEqual([])
    expect(standards).toEqual([
      {
        ...{ id: '0506-1', category: '0506', lead: 'drainage', limit: '2 urgent hours' },
        filing: { zh: '积水深 15 厘米', en: '积水深 15 厘米' },
        closing: { zh: '排除', en: '排除' },
        from: '2026-01-01',
      },
      {
        ...{ id: '0503-2', category: '0503', lead: 'drainage', limit: '4 working hours' },
        filing: { zh: '堵塞', en: '堵塞' },
        closing: { zh: '疏通', en: '疏通' },
      },
    ])
  })

  test('says every mistake of all rows by its line', () => {
    expect(
      messages(
        [
          '506,0,nobody,2 weeks,,排除,2026-02-30,2026-13-01',
          '0506,1,drainage,4小时,积水,排除,2026-03-02,2026-03-01',
        ].join('\n'),
      ),
    ).toEqual([
      '2: category: "506" is not four digits',
      '2: condition: "0" is not 1 to 99',
      '2: lead: no unit has the duty "nobody"',
      expect.stringMatching(/^2: limit: "2 weeks" is not like 2紧急工作时/),
      '2: filing_zh: is empty',
      '2: from: "2026-02-30" is no day like 2026-01-31',
      '2: until: "2026-13-01" is no day like 2026-01-31',
      expect.stringMatching(/^3: limit: "4小时" does not say which clock/),
      '3: until: 2026-03-01 is before from 2026-03-02',
    ])
  })

  test('lets rows of one condition follow each other, not hold on one day', () => {
    const rows = (second: string) =>
      `0506,1,drainage,2紧急工作时,a,b,,2026-06-30\n0506,1,drainage,1紧急工作时,a,b,${second},\n`
    expect(messages(rows('2026-07-01'))).toEqual([])
    expect(messages(rows('2026-06-30'))).toEqual([
      expect.stringMatching(/^3: 0506-1 holds from ever until 2026-06-30 by a row before/),
    ])
    expect(
      messages(rows('2026-07-01') + '0506,1,drainage,1紧急工作时,a,b,2025-01-01,'),
    ).toHaveLength(1)
  })

  test('of a sheet that is no CSV, or has other columns, is refused with a line', () => {
    expect(readStandards('', duties).mistakes).toMatchObject([
      { line: 1, message: 'the file is empty', zh: '文件是空的' },
    ])
    expect(
      readStandards('category,limit,till\n', duties).mistakes.map(({ message }) => message),
    ).toEqual([
      'the column condition is missing',
      'the column lead is missing',
      'the column filing_zh is missing',
      'the column closing_zh is missing',
      'nobody knows the column "till"',
    ])
    expect(readStandards(`${header}"0506,1\n`, duties).mistakes).toHaveLength(1)
  })
})

describe('the difference of two standards', () => {
  test('is by condition and the day from which it holds', () => {
    const { standards: before } = read(
      '0506,1,drainage,2紧急工作时,积水,排除,,\n0503,1,drainage,4工作时,堵塞,疏通,,\n',
    )
    const { standards: after } = read(
      '0506,1,drainage,1紧急工作时,积水,排除,,\n0506,1,drainage,1工作日,积水,排除,2027-01-01,\n'.replace(
        ',,\n',
        ',,2026-12-31\n',
      ),
    )
    const { added, removed, changed } = standardsDifference(before, after)
    expect(added.map(({ id, from }) => [id, from])).toEqual([['0506-1', '2027-01-01']])
    expect(removed.map(({ id }) => id)).toEqual(['0503-1'])
    expect(changed).toMatchObject([
      {
        before: { limit: '2 urgent hours' },
        after: { limit: '1 urgent hour', until: '2026-12-31' },
      },
    ])
    expect(standardsDifference(before, before)).toEqual({ added: [], removed: [], changed: [] })
  })
})

describe('what a problem is filed by', () => {
  const row = (id: string, more: Partial<Standard> = {}): Standard => ({
    ...{ id, category: id.slice(0, 4), lead: 'drainage', limit: '2 urgent hours' },
    filing: { zh: '立', en: 'f' },
    closing: { zh: '结', en: 'c' },
    ...more,
  })
  const held = [row('0506-1'), row('0503-1'), row('0503-2', { limit: '4 working hours' })]

  test('is the only row of the category, or the one that is named', () => {
    const words = { filing: { zh: '立', en: 'f' }, closing: { zh: '结', en: 'c' } }
    expect(ruled({ category: '0506' }, held)).toEqual({
      ...{ lead: 'drainage', limit: '2 urgent hours' },
      standard: { id: '0506-1', ...words },
    })
    expect(ruled({ category: '0503', standard: '0503-2' }, held)).toEqual({
      ...{ lead: 'drainage', limit: '4 working hours' },
      standard: { id: '0503-2', ...words },
    })
  })

  test('is by hand only where the standard says nothing', () => {
    const byHand = { lead: 'road', limit: '1 working day' }
    expect(ruled({ category: '0505', ...byHand }, held)).toEqual(byHand)
    expect(ruled({ category: '0505', lead: 'road' }, held)).toMatchObject({
      reason: 'standard-needed',
    })
    expect(ruled({ category: '0506', ...byHand }, held)).toMatchObject({
      reason: 'set-by-standard',
    })
    expect(ruled({ category: '0503' }, held)).toEqual({
      reason: 'standard-needed',
      text: 'Say which standard of 0503: 0503-1, 0503-2.',
    })
    for (const asked of [
      { category: '0503', standard: '0506-1' },
      { category: '0505', standard: '0505-1' },
    ])
      expect(ruled(asked, held)).toMatchObject({ reason: 'unknown-standard' })
  })

  test('changes at midnight on the clocks of the city, and stays in the record', () => {
    const standards = [
      row('0506-1', { until: '2026-03-13' }),
      row('0506-1', { from: '2026-03-14', limit: '1 urgent hour' }),
    ]
    expect(holdsOn({ from: '2026-03-14' }, '2026-03-13')).toBe(false)
    const contextFor = caseContext({
      ...{ config, calendar, directory: directory([]) },
      table: { ...table, standards },
    })
    const problem = collectSchema.parse({ category: '0506', title: { zh: '积水', en: 'Water' } })
    const limitAt = (at: number) => {
      const { events } = decide(
        undefined,
        { command: 'collect', ...problem },
        (start + at) as typeof start,
        contextFor({ name: 'operator', role: 'operator' }),
      )
      return events?.map((event) => event.data)
    }
    // `start` is 13 March, ten in the morning.
    expect(limitAt(14 * 3_600_000 - 1)).toMatchObject([
      { limit: '2 urgent hours', standard: { id: '0506-1', closing: { zh: '结', en: 'c' } } },
    ])
    expect(limitAt(14 * 3_600_000)).toMatchObject([{ limit: '1 urgent hour' }])
  })
})

import { expect, test } from 'vitest'

import { chart, groupsOf, scaleEnd, scaleLines } from '../../../console/parts/bars.ts'

test('a scale ends at a round number that nothing exceeds, and has whole lines', () => {
  expect([1, 2, 3, 5, 6, 11, 48, 101].map(scaleEnd)).toEqual([1, 2, 5, 5, 10, 20, 50, 200])
  expect([1, 2, 5, 10].map(scaleLines)).toEqual([
    [0, 1],
    [0, 1, 2],
    [0, 5],
    [0, 5, 10],
  ])
})

test('bars stand side by side within the chart, as high as their values', () => {
  const groups = groupsOf(
    [
      [5, 0],
      [10, 2.5],
    ],
    10,
  )
  const ground = chart.height - chart.bottom
  const all = groups.flatMap(({ bars }) => bars)
  expect(all.map(({ height }) => height / (ground - chart.top))).toEqual([0.5, 0, 1, 0.25])
  for (const { y, height } of all) expect(y + height).toBeCloseTo(ground)
  const edges = all.map(({ x, width }) => [x, x + width] as const)
  for (const [nth, [, right]] of edges.entries())
    expect(right).toBeLessThanOrEqual((edges[nth + 1]?.[0] ?? chart.width - chart.right) + 1e-9)
  expect(edges[0]?.[0]).toBeGreaterThan(chart.left)
})

test('a chart without groups or values has none', () => {
  expect(groupsOf([], 1)).toEqual([])
  expect(groupsOf([[]], 1)).toMatchObject([{ bars: [] }])
})

import { expect, test } from 'vitest'

import { planOf, readPatrols } from '../../../cases/desk/patrols-file.ts'
import { table } from './fixtures.ts'

const head = 'plan,name,grid,cells,people,days,from,to,times,every,points,look'
const here = '330106001002009'
const city = {
  ...{ units: table.units, cells: new Set([here]), grids: new Set(['W-1']) },
  ...{ today: '2026-03-13', cellAt: () => undefined },
}
const read = (...rows: readonly string[]) => readPatrols(`${[head, ...rows].join('\n')}\n`, city)
const mistakes = (...rows: readonly string[]) =>
  read(...rows).mistakes.map(({ line, message }) => `${line} ${message}`)

test('reads plans with their hours, people and check points', () => {
  const { rows, mistakes: none } = read(
    'east,东片巡查,W-1,,,daily,08:00,18:00,2,,东门=120.5 30.25 40；井=3301060101000001,垃圾堆放',
    `night,夜巡,,${here},ines、li,Mo-Fr,22:00,06:00,,2h,,`,
  )
  expect(none).toEqual([])
  expect(rows.map(planOf)).toEqual([
    {
      ...{ plan: 'east', name: '东片巡查', grid: 'W-1', cells: [], people: [], days: 'daily' },
      ...{ from: '08:00', to: '18:00', times: 2, look: '垃圾堆放' },
      points: [
        { name: '东门', longitude: 120.5, latitude: 30.25, radius: 40 },
        { name: '井', component: '3301060101000001', radius: 30 },
      ],
    },
    {
      ...{ plan: 'night', name: '夜巡', cells: [here], people: ['ines', 'li'], days: 'Mo-Fr' },
      ...{ from: '22:00', to: '06:00', times: 1, every: 7_200_000, points: [] },
    },
  ])
})

test('says every mistake of all rows by its line', () => {
  expect(
    mistakes(
      'a b,,,,,daily,08:00,18:00,,,,',
      'b,乙,W-9,330106001001,,someday,08:00,08:00,25,,,',
      'c,丙,W-1,,,daily,08:00,18:00,2,2h,,',
      'd,丁,W-1,,,daily,08:00,18:00,,5m,东门=200 30；东门=120 30；东门=120 31；井=33010601010000011,',
    ),
  ).toEqual([
    '2 plan: "a b" is not 1 to 40 letters, digits, dots or dashes',
    '2 name: is empty',
    '2 grid: neither a grid nor cells are named',
    '3 grid: there is no responsibility grid "W-9" today',
    '3 cells: the grid has nothing at 330106001001',
    '3 days: "someday" is not daily, workdays, restdays or days such as Mo-Fr, Sa,Su',
    '3 to: the hours are empty; the whole day is 00:00 to 24:00',
    '3 times: "25" is no number from 1 to 24',
    '4 every: times and every cannot both be given',
    '5 every: "5m" is no length of time like 2h, from 15m to 24h',
    '5 points: "东门=200 30" is not like East gate=123.52747 29.499354 30',
    '5 points: 东门 stands here twice',
    '5 points: 东门 stands here twice',
    '5 points: "井=33010601010000011" is not like East gate=123.52747 29.499354 30',
  ])
})

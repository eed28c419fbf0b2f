/** Patrol plans (巡查计划) as a city keeps them in a spreadsheet: a row for each. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import { hours, minutes, parseDuration } from '../../core/time.ts'
import { said } from '../../core/written-cells.ts'
import type { Cells } from '../life/catalogue.ts'
import type { PatrolPlan, PlannedPoint } from '../life/patrol-plan.ts'
import { shiftMistakes } from '../life/rota-edit.ts'
import { wrongIn } from '../life/table-mistakes.ts'
import { cellMistakes, headsOf, nameMistakes, peopleMistakes } from './grids-file.ts'
import { listed, readTable, type TableCity, type TableRead } from './table-read.ts'

const needed = ['plan', 'name', 'days', 'from', 'to'] as const
export const patrolColumns: readonly string[] = [
  ...['plan', 'name', 'grid', 'cells', 'people', 'days', 'from', 'to', 'times', 'every'],
  ...['points', 'look'],
]

const mostTimes = 24
const shortest = minutes(15)
const longest = hours(24)
const mostPoints = 100
const longestLook = 500
const usualRadius = 30
const radii = { least: 5, most: 500 }

/** A row that is as it has to be. */
export function planOf(row: Cells): PatrolPlan {
  const { plan = '', name = '', grid, cells, people, days = '', from = '', to = '' } = row
  const { times = '1', every, points, look } = row
  return {
    ...{ plan, name, cells: listed(cells), people: listed(people), days, from, to },
    ...(grid !== undefined && { grid }),
    ...{
      times: Number(times),
      points: [...pointsIn(points)].filter((one) => 'name' in one),
    },
    ...(every !== undefined && { every: parseDuration(every) ?? longest }),
    ...(look !== undefined && { look }),
  }
}

type PatrolCity = Pick<TableCity, 'cells' | 'grids'>

/** All rows as they are kept, or every mistake of all of them. */
export function readPatrols(text: string, city: PatrolCity): TableRead {
  const known = new Set(Array.from(city.cells).flatMap(headsOf))
  return readTable(text, {
    ...{ needed, columns: patrolColumns, key: 'plan' },
    *mistakesOf(row) {
      yield* whoAndWhere(row, city, known)
      yield* whenMistakes(row)
      const points = [...pointsIn(row['points'])]
      for (const point of points) if ('zh' in point) yield point
      if (points.length > mostPoints) yield wrongIn('points', 'mostPoints', { most: mostPoints })
      if ((row['look'] ?? '').length > longestLook)
        yield wrongIn('look', 'longer', { most: longestLook })
    },
    kept: (row) => ({
      ...row,
      cells: listed(row['cells']).join(' '),
      people: listed(row['people']).join(' '),
    }),
  })
}

function* whoAndWhere(
  row: Cells,
  city: PatrolCity,
  known: ReadonlySet<string>,
): Iterable<Bilingual> {
  const { plan = '', name = '', grid = '', cells = '', people = '' } = row
  if (!/^[\p{L}\p{N}._-]{1,40}$/u.test(plan)) yield wrongIn('plan', 'noName', { said: said(plan) })
  yield* nameMistakes(name)
  if (grid === '' && listed(cells).length === 0) yield wrongIn('grid', 'nowhere')
  if (grid !== '' && !city.grids.has(grid)) yield wrongIn('grid', 'noGrid', { said: said(grid) })
  for (const cell of listed(cells)) yield* cellMistakes(cell, known)
  yield* peopleMistakes(people)
}

function* whenMistakes(row: Cells): Iterable<Bilingual> {
  const { days = '', from = '', to = '', times = '', every = '' } = row
  const shift = { person: '', since: '1970-01-01', days, from, to }
  yield* shiftMistakes(shift, new Set(['']))
  if (times !== '' && every !== '') yield wrongIn('every', 'timesAndEvery')
  if (
    times !== '' &&
    !(/^\d{1,2}$/.test(times) && Number(times) >= 1 && Number(times) <= mostTimes)
  )
    yield wrongIn('times', 'noTimes', { said: said(times), most: mostTimes })
  const long = every === '' ? longest : (parseDuration(every) ?? 0)
  if (long < shortest || long > longest) yield wrongIn('every', 'noLength', { said: said(every) })
}

/** `East gate=123.52747 29.499354 30; Well=9901030101009001`: each point, or what is wrong with it. */
function* pointsIn(text = ''): Iterable<PlannedPoint | Bilingual> {
  const names = new Set<string>()
  for (const part of text.split(/[;；\n]/).map((one) => one.trim())) {
    if (part === '') continue
    const [, name = '', where = ''] = /^([^=]{1,40})=(.*)$/.exec(part) ?? []
    const words = where.split(/[\s,，]+/).filter((word) => word !== '')
    const point = /^\d{16}$/.test(words[0] ?? '')
      ? atComponent(name, words)
      : atPosition(name, words)
    if (point === undefined) yield wrongIn('points', 'noPoint', { said: said(part) })
    else if (names.has(point.name)) yield wrongIn('points', 'pointTwice', { name: point.name })
    else yield point
    names.add(name.trim())
  }
}

function radiusOf(word: string | undefined): number | undefined {
  const radius = word === undefined ? usualRadius : Number(word)
  return radius >= radii.least && radius <= radii.most ? radius : undefined
}

function atComponent(name: string, words: readonly string[]): PlannedPoint | undefined {
  const [component = '', metres] = words
  const radius = radiusOf(metres)
  if (words.length > 2 || radius === undefined) return undefined
  return { name: name.trim(), component, radius }
}

function atPosition(name: string, words: readonly string[]): PlannedPoint | undefined {
  const [longitude, latitude] = [Number(words[0]), Number(words[1])]
  const radius = radiusOf(words[2])
  const isPlace = Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90
  if (words.length < 2 || words.length > 3 || !isPlace || radius === undefined) return undefined
  return { name: name.trim(), longitude, latitude, radius }
}

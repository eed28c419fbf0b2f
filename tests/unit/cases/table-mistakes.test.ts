/** What a person reads who puts a table or a rota in: each mistake in Chinese, and none that only stands in a list of words. */
import { describe, expect, test } from 'vitest'

import { readComponents } from '../../../cases/desk/components-file.ts'
import { readDispatch } from '../../../cases/desk/dispatch-file.ts'
import { readGrids } from '../../../cases/desk/grids-file.ts'
import { readPatrols } from '../../../cases/desk/patrols-file.ts'
import { readRotas } from '../../../cases/desk/rota-file.ts'
import { readStandards } from '../../../cases/desk/standards-file.ts'
import { readUnits } from '../../../cases/desk/units-file.ts'
import { mostShifts, withSwap } from '../../../cases/life/rota-edit.ts'
import {
  tableMistakeWords,
  toldOfFile,
  type LineMistake,
} from '../../../cases/life/table-mistakes.ts'
import { openPlace } from '../../../core/bilingual.ts'
import { chineseOf } from '../../../core/chinese-of.ts'
import { dutyDesks } from '../../../core/duty-desks.ts'
import { days, plus } from '../../../core/time.ts'
import { calendar, start, table } from './fixtures.ts'

const here = '330106001002003'
const city = {
  ...{ units: table.units, cells: new Set([here]), grids: new Set(['W-1']) },
  ...{ today: '2026-03-13', cellAt: () => undefined },
}
const [desk] = dutyDesks
const csv = (...rows: readonly string[]) => `${rows.join('\n')}\n`
const long = 'x'.repeat(600)

/** A file of each table in which everything is wrong that can be. */
const files: Readonly<Record<string, readonly LineMistake[]>> = {
  standards: readStandards(
    csv(
      'category,condition,lead,limit,filing_zh,closing_zh,from,until',
      `506,0,nobody,2 weeks,,${long},2026-02-30,`,
      '0506,1,drainage,4小时,a,b,2026-03-02,2026-03-01',
      '0506,2,drainage,4工作时,a,b,,',
      '0506,2,drainage,4工作时,a,b,,',
      ',1,,,,,,',
    ),
    new Set(['drainage']),
  ).mistakes,
  components: readComponents(
    csv(
      'code,name,owner,state,longitude,latitude,cell,census',
      `3.30106E+15,${long},nobody,new,120,,12,soon`,
      '1101060000000000,,,,200,30,,2027-01-01',
      '3301060102000001,x,,,,,330107001001001,',
      '3301060102000001,x,,,,,,',
    ),
    city,
  ).mistakes,
  grids: readGrids(
    csv(
      'grid,name,cells,people,unit',
      `W 1,,,${long},nobody`,
      'W-2,x,3.30106E+14 330106001001,,',
      `W-3,x,${here},,`,
      `W-4,x,330106001,,`,
    ),
    city,
  ).mistakes,
  units: [
    ...readUnits(
      csv(
        'id,name_zh,name_en,duties,cells,webhook',
        `lj road,,${long},Drainage,3.30106E+11,ftp://x`,
        'lj-a,甲,,,33a,https://a:b@example.org',
      ),
    ).mistakes,
    ...readUnits(csv('id,name_zh,duties')).mistakes,
  ],
  dispatch: readDispatch(
    csv('order,category,cell,duty,unit', 'first,5*6,1e3,Drainage,nobody', '1,,,,'),
    city,
  ).mistakes,
  patrols: readPatrols(
    csv(
      'plan,name,grid,days,from,to,times,every,points',
      'a,x,,someday,8,8,99,2h,east',
      `b,x,W-9,daily,08:00,08:00,,1m,a=120 30;a=120 30`,
      `c,x,W-1,daily,08:00,18:00,,,${Array.from({ length: 101 }, (_, n) => `p${n}=120 30`).join(';')}`,
    ),
    city,
  ).mistakes,
  rotas: [
    ...readRotas(
      csv(
        'unit,person,since,until,days,from,to',
        'nobody,zhang,2026-03-02,2026-03-01,daily,08:00,20:00',
        ...Array.from(
          { length: mostShifts + 1 },
          () => `${desk},zhang,2026-03-01,,daily,08:00,20:00`,
        ),
        `${desk},wang,2026-03-01,,daily,08:00,20:00`,
      ),
      (unit) => (unit === desk ? new Set(['zhang']) : undefined),
    ).mistakes,
    ...readRotas('unit,person,since,until,days,from,to\n', () => undefined).mistakes,
    ...readRotas('unit,who\n', () => undefined).mistakes,
  ],
  swaps: swapMistakes(),
}

function swapMistakes(): readonly LineMistake[] {
  const people = new Set(['zhang', 'li'])
  const edited = { unit: desk, at: start, by: 'max', reason: 'a test' }
  const swap = { from: start, to: plus(start, days(1)), out: 'zhang', in: 'li' }
  const shift = { person: 'zhang', since: '2026-01-01', days: 'daily', from: '00:00', to: '24:00' }
  const swaps = Array.from({ length: 200 }, () => ({
    ...swap,
    out: 'x',
    in: 'y',
    at: start,
    by: '',
    reason: '',
  }))
  const rota = { ...edited, version: 1, shifts: [shift], swaps: [] }
  return [
    withSwap(rota, { ...swap, to: start }, edited, people, calendar),
    withSwap(
      rota,
      { ...swap, from: plus(start, -days(2)), to: plus(start, -days(1)) },
      edited,
      people,
      calendar,
    ),
    withSwap(rota, { ...swap, to: plus(start, days(200)) }, edited, people, calendar),
    withSwap(rota, { ...swap, in: 'zhang' }, edited, people, calendar),
    withSwap(rota, { ...swap, in: 'wang' }, edited, people, calendar),
    withSwap(undefined, swap, edited, people, calendar),
    withSwap({ ...rota, swaps }, swap, edited, people, calendar),
  ].map((answer) => {
    if (!('refusal' in answer)) throw new Error('this is a swap')
    return { line: 1, message: answer.refusal.en, zh: answer.refusal.zh }
  })
}

/** What a Chinese text may hold of Latin letters: what somebody wrote, headings in brackets, and what has to be written just so. */
const written = [
  /"(?:[^"\\]|\\.)*"/g,
  /（\w+）/g,
  /units\.yaml|WGS-84|daily|workdays|restdays|Mo-Fr|Sa,Su|\b(?:2h|15m|24h)\b/g,
  /无法识别“.*”列/g,
]

describe.each(Object.entries(files))('mistakes of %s', (_, mistakes) => {
  test('are told in Chinese, whatever their column is called', () => {
    expect(mistakes.length).toBeGreaterThan(0)
    for (const { zh, message } of mistakes) {
      const bare = written.reduce((text, form) => text.replaceAll(form, ''), zh)
      expect.soft([message, bare.match(/[A-Za-z]{3,}/g)]).toEqual([message, null])
      expect.soft(zh).toMatch(/\p{Script=Han}/u)
    }
    const { details, chinese } = toldOfFile(mistakes)
    expect(chinese.details).toHaveLength(details.length)
  })
})

test('every text has the same open places in both languages, and is told of some file', () => {
  const told = Object.values(files)
    .flat()
    .map(({ message }) => message.replace(/^[a-z_]+: /, ''))
  for (const [code, words] of Object.entries(tableMistakeWords)) {
    const places = (text: string) => [...text.matchAll(openPlace)].map(([place]) => place).sort()
    // States are told by their Chinese names in Chinese.
    if (code !== 'noState') expect([code, places(words.zh)]).toEqual([code, places(words.en)])
    const known = chineseOf([words])
    const parts = ['madeANumber', 'ever']
    const found = parts.includes(code)
      ? told.some((text) => text.includes(words.en))
      : told.some((text) => known(text) !== undefined)
    expect.soft([code, found]).toEqual([code, true])
  }
})

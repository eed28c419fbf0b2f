/** The rota of a desk (值班表) from a spreadsheet, and how who has duty there is told (通知方式). */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

import { rotaWords } from '../../console/words/duty.ts'
import { personalWords } from '../../console/words/personal.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { dutyDeskWords } from '../../core/duty-desks.ts'
import { personalChannelWords } from '../../core/personal-terms.ts'
import { severityWords } from '../../core/severity.ts'
import { picture, seriousFindings } from './browser.ts'
import type { Language } from './console-city.ts'
import { handsOf } from './hands.ts'
import type { RunningSystem } from './running-system.ts'

interface DeskDuty {
  readonly system: RunningSystem
  readonly language: Language
  /** An account of the dispatch desk. */
  readonly name: string
}

/** A supervisor imports it: three rows with mistakes first, then none. */
export async function importsRota(desk: Page, { system, language, name }: DeskDuty): Promise<void> {
  const text = (words: Bilingual) => words[language]
  const { press } = handsOf(desk, language)
  const button = (words: Bilingual) =>
    desk.getByRole('dialog').getByRole('button', { name: text(words), exact: true })
  const rota = () =>
    system.api('/v1/duty/@dispatcher', { role: 'supervisor' }) as Promise<{
      readonly version: number
      readonly shifts: readonly { readonly person: string }[]
    }>
  const before = (await rota()).version
  await desk.goto(`${system.httpUrl}/duty`)
  await press(desk.getByRole('button', { name: text(rotaWords.import), exact: true }))
  const choose = (...rows: readonly string[]) =>
    desk.locator('input[type=file]').setInputFiles({
      ...{ name: 'rota.csv', mimeType: 'text/csv' },
      buffer: Buffer.from(['unit,person,since,until,days,from,to', ...rows].join('\n')),
    })
  const right = `@dispatcher,${name},2026-01-01,,daily,00:00,24:00`
  await choose(
    right,
    '@dispatcher,nobody,2026-01-01,,daily,08:00,20:00',
    `@dispatcher,${name},2026-02-30,,daily,08:00,20:00`,
    'lj-nowhere,nobody,2026-01-01,,daily,08:00,20:00',
  )
  await press(button(rotaWords.check))
  const mistakes = desk.getByRole('dialog').getByRole('alert').getByRole('listitem')
  await expect.poll(() => mistakes.count()).toBe(3)
  const line =
    language === 'zh'
      ? /^第 (\d) 行，.*(nobody|2026-02-30|lj-nowhere)/
      : /^line (\d): .*(nobody|2026-02-30|lj-nowhere)/
  expect((await mistakes.allInnerTexts()).map((said) => line.exec(said)?.slice(1))).toEqual([
    ['3', 'nobody'],
    ['4', '2026-02-30'],
    ['5', 'lj-nowhere'],
  ])
  expect(await button(rotaWords.importNow).isDisabled()).toBe(true)
  expect(await seriousFindings(desk)).toEqual([])
  await picture(desk, `rota-mistakes-${language}`)

  await choose(right)
  await press(button(rotaWords.check))
  const checked = desk.getByRole('dialog').getByRole('status')
  await checked.getByText(text(rotaWords.checked)).waitFor()
  await checked.getByText(text(dutyDeskWords['@dispatcher'])).waitFor()
  expect((await rota()).version).toBe(before)
  expect(await seriousFindings(desk)).toEqual([])
  await picture(desk, `rota-checked-${language}`)
  await press(button(rotaWords.importNow))
  await desk.getByRole('dialog').waitFor({ state: 'detached' })
  const row = desk.getByRole('row').filter({ hasText: text(dutyDeskWords['@dispatcher']) })
  await row.getByText(name).waitFor()
  expect(await rota()).toMatchObject({ version: before + 1, shifts: [{ person: name }] })
}

/** Who has duty at the desk chooses the group of it, grades and quiet hours. */
export async function choosesChannels(
  page: Page,
  { system, language, name }: DeskDuty,
): Promise<void> {
  const text = (words: Bilingual) => words[language]
  const { press, write, tick } = handsOf(page, language)
  await press(page.getByRole('link', { name, exact: true }))
  const form = page.getByRole('region', { name: text(personalWords.title) })
  await form.getByText(text(personalWords.dutyDeskHelp)).waitFor()
  const way = (channel: keyof typeof personalChannelWords) =>
    form.getByRole('group', { name: text(personalChannelWords[channel]), exact: true })
  const save = () => press(form.getByRole('button', { name: text(personalWords.save) }))
  const robot = way('robot')
  const called = robot.getByLabel(text(personalWords.robotAddress))
  await tick(robot.getByLabel(text(personalWords.use)))
  await write(called, '<me>')
  await save()
  await form.getByRole('alert').waitFor()
  await write(called, '13800000000')
  const grades = robot.getByRole('group', { name: text(personalWords.grades), exact: true })
  await tick(grades.getByLabel(text(severityWords.yellow)))
  const quiet = form.getByRole('group', { name: text(personalWords.quiet), exact: true })
  await tick(quiet.getByLabel(text(personalWords.use)))
  // Fields of the browser's own, in which the keys are those of the machine's region.
  await quiet.getByLabel(text(personalWords.from)).fill('21:30')
  await quiet.getByLabel(text(personalWords.to)).fill('06:30')
  await save()
  await form.getByRole('alert').waitFor({ state: 'detached' })
  await form.getByText(text(personalWords.none)).waitFor({ state: 'detached' })
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `channels-desk-${language}`)
  await page.reload()
  await expect.poll(() => called.inputValue()).toBe('13800000000')
  await expect.poll(() => quiet.getByLabel(text(personalWords.from)).inputValue()).toBe('21:30')
  const chosen = await system.api(`/v1/personal-channels/${name}`, { role: 'administrator' })
  expect(chosen).toMatchObject({
    quiet: { from: '21:30', to: '06:30' },
    ways: expect.arrayContaining([
      { channel: 'robot', address: '13800000000', grades: ['orange'], quietGrades: [] },
    ]),
  })
}

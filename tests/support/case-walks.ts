/** What people do to a case at the console, walked through: supervised, suspended and opened again; its reporter shown, and who looked. */
import type { Browser } from 'playwright-core'
import { expect } from 'vitest'

import { commandWords } from '../../console/words/case-commands.ts'
import { caseWords, problemWords } from '../../console/words/cases.ts'
import { actionWords, formWords } from '../../console/words/crew.ts'
import { boundaryWords } from '../../console/words/deciding.ts'
import { escalationWords } from '../../console/words/escalation.ts'
import { lookWords } from '../../console/words/looks.ts'
import { versionWords } from '../../console/words/rule-versions.ts'
import { suspensionWords } from '../../console/words/suspension.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { eventWords } from '../../core/case-event-words.ts'
import { stageWords, type Stage } from '../../core/case-terms.ts'
import { supervisionStateWords } from '../../core/supervision-terms.ts'
import { suspensionReasonWords, suspensionStateWords } from '../../core/suspension-terms.ts'
import { picture, seriousFindings, signedIn, type Visitor } from './browser.ts'
import { handsOf } from './hands.ts'
import { walkSupport } from './support-walk.ts'
import type { RunningSystem } from './running-system.ts'

interface Walk {
  readonly browser: Browser
  readonly system: RunningSystem
  readonly language: 'zh' | 'en'
  /** That handles it. */
  readonly unit: string
}

const come = (
  { browser, system, language }: Walk,
  role: string,
  path: string,
  phone = false,
): Promise<Visitor> =>
  signedIn(browser, { url: system.httpUrl, token: system.token(role), language, path, phone })

const collect = async (
  { system }: Walk,
  body: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const made = await system.api('/v1/cases', {
    method: 'POST',
    role: 'operator',
    body: {
      category: '0503',
      standard: '0503-1',
      title: { zh: '路面破损', en: 'Pothole' },
      ...body,
    },
  })
  return (made as { readonly id: string }).id
}

const orders = (system: RunningSystem, id: string) => (role: string, body: object) =>
  system.api(`/v1/cases/${id}/commands`, { method: 'POST', role, body })

async function dispatch(order: ReturnType<typeof orders>, unit: string): Promise<void> {
  for (const command of ['file', 'accept']) await order('operator', { command })
  await order('dispatcher', { command: 'dispatch', unit })
}

/** Tomorrow on the clocks of the sample city, as a field of a form holds it. */
const tomorrow = (): string => new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 16)

/** A manager supervises an order (督办), its crew answers on the phone, another unit supports it, and the manager lifts it. */
export async function walkSupervision(walk: Walk): Promise<void> {
  const { system, language, unit } = walk
  const word = (words: Bilingual) => words[language]
  const id = await collect(walk, { description: language })
  await dispatch(orders(system, id), unit)

  const manager = await come(walk, 'manager', `/cases/${id}`)
  const { page } = manager
  const desk = handsOf(page, language)
  const dialog = page.getByRole('dialog')
  await desk.give(word(commandWords.supervise), async () => {
    await desk.choose(dialog.getByLabel(word(caseWords.supervisionKind)), 'important')
    await desk.write(dialog.getByLabel(word(caseWords.demand)), 'mend it today 今日修复')
    await picture(page, `supervise-${language}`)
  })

  const phone = await come(walk, `crew-${unit}`, `/crew/${id}`, true)
  await phone.page.getByText('mend it today 今日修复').first().waitFor()
  const crew = handsOf(phone.page, language)
  await crew.give(word(actionWords.answerSupervision))
  await crew.write(phone.page.getByLabel(word(formWords.supervisionAnswer)), 'at four 四点')
  await crew.give(word(formWords.submitAnswer))

  await page.goto(`${system.httpUrl}/deciding?waiting=answer`)
  await page.getByRole('link', { name: id }).waitFor({ timeout: 60_000 })
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `deciding-${language}`)
  await page.goto(`${system.httpUrl}/deciding?waiting=dispute`)
  await page.getByText(word(boundaryWords.none)).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.goto(`${system.httpUrl}/cases/${id}`)
  await page.getByText('at four 四点').first().waitFor()
  const support = { id, language, desk: page, lead: phone.page, unit: 'lj-gas' }
  const supporter = () => come(walk, 'crew-lj-gas', '/crew', true)
  await walkSupport({ ...support, supporter })
  await desk.give(word(commandWords.liftSupervision), () => dialog.waitFor())
  await page.getByText(word(supervisionStateWords.lifted)).first().waitFor()
  expect(manager.troubles).toEqual([])
  for (const { context } of [manager, phone]) await context.close()
}

/** A crew gets no more time (不予延期), cannot go on (挂账) and resumes; what it mended is closed, and opened again (复开). */
export async function walkSuspension(walk: Walk): Promise<void> {
  const { system, language, unit } = walk
  const word = (words: Bilingual) => words[language]
  const beginning = (words: Bilingual) => word(words).split('{')[0] ?? ''
  const id = await collect(walk, {})
  const order = orders(system, id)
  await dispatch(order, unit)

  const phone = await come(walk, `crew-${unit}`, `/crew/${id}`, true)
  const crew = handsOf(phone.page, language)
  await crew.give(word(actionWords.askExtension))
  await crew.write(phone.page.getByLabel(word(formWords.extensionReason)), 'no men 缺人')
  await crew.give(word(formWords.submitExtension))
  const supervisor = await come(walk, 'supervisor', `/cases/${id}`)
  const { page } = supervisor
  const desk = handsOf(page, language)
  const because = (reason: string) =>
    desk.write(page.getByRole('dialog').getByLabel(word(caseWords.reason)), reason)
  await page.getByText('no men 缺人').first().waitFor({ timeout: 60_000 })
  await desk.give(word(commandWords.refuseExtension), () => because('take two of theirs 借两人'))
  await phone.page.getByText('take two of theirs 借两人').first().waitFor({ timeout: 60_000 })

  await crew.give(word(actionWords.askSuspension))
  await crew.choose(phone.page.getByLabel(word(suspensionWords.because)), 'materials')
  await phone.page.getByLabel(word(suspensionWords.until)).fill(tomorrow())
  await crew.write(phone.page.getByLabel(word(formWords.suspensionText)), 'no asphalt 缺沥青')
  expect(await seriousFindings(phone.page)).toEqual([])
  await picture(phone.page, `ask-suspension-${language}`)
  await crew.press(phone.page.locator('form button[type=submit]'))

  const line = page.locator('.suspension')
  await line.getByText(beginning(suspensionWords.asked)).waitFor({ timeout: 60_000 })
  await line.getByText(word(suspensionReasonWords.materials)).waitFor()
  const ahead = page.getByRole('region', { name: word(escalationWords.heading) })
  await ahead.locator('tbody tr').first().waitFor()
  await desk.give(word(commandWords.suspend))
  await line.getByText(beginning(suspensionWords.lasts)).waitFor()
  // Its clocks stand still, so nobody is to be told of them.
  await ahead.waitFor({ state: 'detached' })
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `suspended-${language}`)

  await crew.give(word(actionWords.resume))
  await line.getByText(word(suspensionStateWords.ended)).waitFor({ timeout: 60_000 })
  await order(`crew-${unit}`, { command: 'report', text: 'filled 已填平' })
  await order('inspector', { command: 'verify', passed: true })
  await page
    .getByText(word(stageWords.closed), { exact: true })
    .first()
    .waitFor({ timeout: 60_000 })
  await desk.give(word(commandWords.reopen), () => because('sunk again 又塌陷'))
  await page.getByText('sunk again 又塌陷').first().waitFor()
  await expect
    .poll(async () => (await system.api(`/v1/cases/${id}`)) as object)
    .toMatchObject({ case: { reopens: 1 } })
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `reopened-${language}`)
  // The list of the crew says why as well, so that nobody has to open each order.
  await phone.page.goto(`${system.httpUrl}/crew`)
  const card = phone.page.locator(`main a.order-card[href="/crew/${id}"]`)
  await card.locator('[data-note=came-back]').getByText('sunk again 又塌陷').waitFor()
  expect(await seriousFindings(phone.page)).toEqual([])
  expect(supervisor.troubles).toEqual([])
  for (const { context } of [supervisor, phone]) await context.close()
}

/**
 * An order is taken back (改派), gets more time (延期), and comes back from the third unit: a supervisor designates one (争议), for
 * the cell as well, revokes that boundary, and voids the case.
 */
export async function walkDispute(walk: Walk): Promise<void> {
  const { system, language, unit } = walk
  const word = (words: Bilingual) => words[language]
  const id = await collect(walk, { longitude: 123.5275, latitude: 29.4994 })
  const order = orders(system, id)
  const becomes = (stage: Stage) =>
    expect
      .poll(() => system.api(`/v1/cases/${id}`), { timeout: 60_000 })
      .toMatchObject({ case: { stage } })
  await dispatch(order, 'lj-lighting')

  const supervisor = await come(walk, 'supervisor', `/cases/${id}`)
  const { page } = supervisor
  const desk = handsOf(page, language)
  const dialog = page.getByRole('dialog')
  const because = (reason: string) => desk.write(dialog.getByLabel(word(caseWords.reason)), reason)
  await desk.give(word(commandWords.recallOrder), () => because('no lamp there 不是路灯'))
  await becomes('accepted')
  for (const other of ['lj-lighting', 'lj-gas']) {
    await order('dispatcher', { command: 'dispatch', unit: other })
    await order(`crew-${other}`, { command: 'return', reason: `not of ${other}` })
  }
  await order('dispatcher', { command: 'dispatch', unit })

  const phone = await come(walk, `crew-${unit}`, `/crew/${id}`, true)
  const crew = handsOf(phone.page, language)
  const says = async (action: Bilingual, field: Bilingual, text: string, send: Bilingual) => {
    await crew.give(word(action))
    await crew.write(phone.page.getByLabel(word(field)), text)
    expect(await seriousFindings(phone.page)).toEqual([])
    await crew.give(word(send))
  }
  await says(
    ...[actionWords.askExtension, formWords.extensionReason, 'rain 下雨'],
    formWords.submitExtension,
  )
  await page.getByText('rain 下雨').first().waitFor({ timeout: 60_000 })
  await desk.give(word(commandWords.extend), async () => {
    await desk.write(dialog.getByLabel(word(problemWords.amount)), '20')
    await picture(page, `extend-${language}`)
  })
  await page.getByText(word(eventWords.extended)).first().waitFor()
  await says(
    ...[actionWords.return, formWords.returnReason, 'a private yard 院内'],
    formWords.submitReturn,
  )
  await becomes('returned')

  const disputes = `${system.httpUrl}/deciding?waiting=dispute`
  await page.goto(disputes)
  await desk.press(page.getByRole('link', { name: id }))
  await desk.give(word(commandWords.designate), async () => {
    await desk.choose(dialog.getByLabel(word(caseWords.unit)), unit)
    await desk.choose(dialog.getByLabel(word(caseWords.boundary)), 'cell')
    await because('the road is theirs 道路归其管')
    await picture(page, `designate-${language}`)
  })
  await becomes('dispatched')
  await page.goto(disputes)
  const row = page.getByRole('row').filter({ hasText: id })
  await desk.press(row.getByRole('button', { name: word(boundaryWords.revoke), exact: true }))
  await desk.write(dialog.getByLabel(word(versionWords.why)), 'this once 仅此一次')
  expect(await seriousFindings(page)).toEqual([])
  await desk.press(dialog.getByRole('button', { name: word(boundaryWords.revoke), exact: true }))
  await dialog.waitFor({ state: 'detached' })
  await row.getByText('this once 仅此一次').waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `boundary-revoked-${language}`)

  await page.goto(`${system.httpUrl}/cases/${id}`)
  await desk.give(word(commandWords.void), () => because('a private yard 院内'))
  await becomes('void')
  expect(supervisor.troubles).toEqual([])
  for (const { context } of [supervisor, phone]) await context.close()
}

/** Name and telephone of a reporter are shown in part, in full when asked for, and the looks at them are listed (查看记录). */
export async function walkLooks(walk: Walk): Promise<void> {
  const { language } = walk
  const word = (words: Bilingual) => words[language]
  const reporter = { name: '王小明', phone: '13800001234' }
  const id = await collect(walk, { source: 'hotline', reporter })
  const desk = await come(walk, 'operator', `/cases/${id}`)
  const operator = handsOf(desk.page, language)
  await operator.give(word(problemWords.showReporter))
  const sheet = desk.page.getByRole('region', { name: word(problemWords.reporter), exact: true })
  await sheet.getByText('****').first().waitFor()
  expect(await sheet.textContent()).not.toContain(reporter.phone)
  expect(await seriousFindings(desk.page)).toEqual([])
  await picture(desk.page, `reporter-masked-${language}`)
  await operator.write(sheet.getByLabel(word(lookWords.purpose)), 'to call back 回访')
  await operator.give(word(lookWords.reveal))
  await sheet.getByText(reporter.phone).waitFor()
  await sheet.getByText(reporter.name).waitFor()
  expect(desk.troubles).toEqual([])
  await desk.context.close()

  const { page, context, troubles } = await come(walk, 'administrator', '/looks')
  const administrator = handsOf(page, language)
  await administrator.write(page.getByLabel(word(lookWords.ofCase)), id)
  await administrator.give(word(lookWords.filter))
  const row = page.getByRole('row').filter({ hasText: 'to call back 回访' })
  await row.getByRole('link', { name: id }).waitFor()
  await administrator.give(word(lookWords.check))
  await page.getByText(word(lookWords.intact)).waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await picture(page, `looks-${language}`)
  expect(troubles).toEqual([])
  await context.close()
}

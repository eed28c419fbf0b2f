/** A case from its report to what is answered to whoever reported it, by the keyboard alone: at desks, on phones, and without an account. */
import { expect } from 'vitest'

import { commandWords } from '../../console/words/case-commands.ts'
import { caseWords, problemWords } from '../../console/words/cases.ts'
import { actionWords, crewWords, formWords } from '../../console/words/crew.ts'
import { answerWords } from '../../console/words/field.ts'
import { followDeskWords, followWords } from '../../console/words/follow.ts'
import { shellWords } from '../../console/words/shell.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import type { Stage } from '../../core/case-terms.ts'
import { satisfactionWords } from '../../core/satisfaction-terms.ts'
import type { Visitor } from './browser.ts'
import type { ConsoleCity, Language } from './console-city.ts'
import { chooseByKey, opensAndLeaves, pickByKey, pressByKey, typeInto } from './keyboard.ts'

export async function walkByKeys(
  city: ConsoleCity,
  language: Language,
  unit: string,
): Promise<void> {
  const word = (words: Bilingual) => words[language]
  const button = ({ page }: Pick<Visitor, 'page'>, words: Bilingual) =>
    page.getByRole('button', { name: word(words), exact: true })
  const press = (who: Pick<Visitor, 'page'>, words: Bilingual) =>
    pressByKey(who.page, button(who, words))
  const becomes = (id: string, stage: Stage) =>
    expect.poll(() => city.system.api(`/v1/cases/${id}`)).toMatchObject({ case: { stage } })

  const operator = await city.come('operator', language, { path: '/cases' })
  const { page } = operator
  const dialog = page.getByRole('dialog')
  await opensAndLeaves(page, button(operator, problemWords.report), word(shellWords.cancel))
  await press(operator, problemWords.report)
  const field = (label: Bilingual) => dialog.getByLabel(word(label))
  await typeInto(page, field(problemWords.titleZh), `键盘 ${language}`)
  await typeInto(page, field(caseWords.category), '0503')
  await chooseByKey(page, field(caseWords.filing), '0503-2')
  await typeInto(page, field(problemWords.longitude), '123.5275')
  await typeInto(page, field(problemWords.latitude), '29.4994')
  await pressByKey(
    page,
    dialog.getByRole('button', { name: word(problemWords.submit), exact: true }),
  )
  await page.waitForURL('**/cases/C*')
  const id = page.url().split('/').at(-1) ?? ''
  await press(operator, commandWords.file)
  await becomes(id, 'filed')
  await press(operator, commandWords.accept)
  await becomes(id, 'accepted')
  const dispatch = { command: 'dispatch', unit }
  const path = `/v1/cases/${id}/commands`
  await city.system.api(path, { method: 'POST', role: 'dispatcher', body: dispatch })

  const crew = await city.come(`crew-${unit}`, language, { phone: true })
  await pressByKey(crew.page, crew.page.locator(`main a.order-card[href="/crew/${id}"]`))
  await press(crew, actionWords.acceptOrder)
  await press(crew, actionWords.arrive)
  await press(crew, actionWords.report)
  await typeInto(crew.page, crew.page.getByLabel(word(formWords.reportText)), '已填平 filled')
  await press(crew, formWords.submitReport)
  await becomes(id, 'verifying')
  await crew.page.getByText(word(crewWords.isReported)).waitFor()

  const inspector = await city.come('inspector', language, { phone: true, path: `/field/${id}` })
  await press(inspector, actionWords.verify)
  await pickByKey(inspector.page, word(caseWords.passed))
  await press(inspector, answerWords.submit)
  await becomes(id, 'closed')

  await press(operator, followDeskWords.give)
  const code = await page.locator('output code').innerText()
  const reporter = await operator.context.newPage()
  await reporter.goto(`${city.system.httpUrl}/follow`)
  const follow = { page: reporter }
  await typeInto(reporter, reporter.getByLabel(word(followWords.code), { exact: true }), code)
  await reporter.keyboard.press('Enter')
  await pickByKey(reporter, word(satisfactionWords.dissatisfied))
  await typeInto(reporter, reporter.getByLabel(word(followWords.said)), '又塌陷 sunk again')
  await press(follow, followWords.send)
  await reporter.getByText(word(followWords.thanks)).waitFor()

  const supervisor = await city.come('supervisor', language, {
    path: '/deciding?waiting=dissatisfied',
  })
  await pressByKey(supervisor.page, supervisor.page.getByRole('link', { name: id }))
  const reply = button(supervisor, commandWords.reply)
  await opensAndLeaves(supervisor.page, reply, word(shellWords.cancel))
  await pressByKey(supervisor.page, reply)
  const answer = supervisor.page.getByRole('dialog')
  await typeInto(supervisor.page, answer.getByLabel(word(caseWords.text)), '接着修 mended next')
  const send = { name: word(commandWords.reply), exact: true }
  await pressByKey(supervisor.page, answer.getByRole('button', send))
  await supervisor.page.getByText(word(followDeskWords.settled)).waitFor()
  for (const { context, troubles } of [operator, crew, inspector, supervisor]) {
    expect(troubles).toEqual([])
    await context.close()
  }
}

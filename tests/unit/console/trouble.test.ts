import { afterEach, expect, test, vi } from 'vitest'

import { problemOf, type Told } from '../../../app/http/problem.ts'
import { refusals } from '../../../cases/life/refusals.ts'
import { ApiError } from '../../../console/api/client.ts'
import { errorCodes, type ErrorCode } from '../../../core/errors.ts'

vi.stubGlobal('localStorage', { getItem: () => 'zh' })
const { told } = await import('../../../console/parts/told.ts')
const { troubleText } = await import('../../../console/pages/cases/trouble.ts')
const { troubleText: readTrouble } = await import('../../../console/parts/trouble-text.ts')
const { messageOf } = await import('../../../console/parts/refusal.tsx')
const { language } = await import('../../../console/words/words.ts')

const before = language.value
afterEach(() => {
  language.value = before
})

/** As it comes to the page. */
const refused = (said: Told): ApiError => {
  const { status, code, message, details, chinese } = problemOf(said, 'zh')
  return new ApiError(status, code, message, details, chinese)
}
const message = 'why it is not so'

/** Every code, and every reason of a refused command. */
const everything: readonly Told[] = [
  ...(Object.keys(errorCodes) as ErrorCode[]).map((code) => ({ code, message, details: [] })),
  ...Object.entries(refusals).map(([reason, { code }]) => ({ code, message, details: [reason] })),
]

test('no page of cases speaks English to who reads Chinese, nor Chinese to who reads English', () => {
  expect(everything.length).toBeGreaterThan(90)
  for (const said of everything) {
    const cause = refused(said)
    for (const text of [troubleText, told])
      if (text === troubleText || said.details.length === 0) {
        language.value = 'zh'
        expect([said, text(cause)]).toEqual([
          said,
          expect.stringMatching(/^[^a-z]*\p{Script=Han}[^a-z]*$/u),
        ])
        language.value = 'en'
        expect([said, text(cause)]).toEqual([said, expect.stringMatching(/^\P{Script=Han}+$/u)])
      }
  }
})

test('what the server says in Chinese is told as it says it, and what no server said by the name of a defect', () => {
  language.value = 'zh'
  const chinese = { message: '网格编码有误', details: ['cell：须为 15 位'] }
  const cause = refused({ code: 'request-invalid', message, details: [], chinese })
  expect(troubleText(cause)).toBe('没有成功：网格编码有误；cell：须为 15 位')
  expect(told({ code: 'of-a-proxy', message: 'Bad gateway', details: [] })).toBe('程序内部错误')
})

test('a server that does not answer is told in the language of the page', () => {
  const away = new ApiError(0, 'unreachable', 'the server does not answer')
  for (const text of [readTrouble, troubleText, messageOf]) {
    language.value = 'zh'
    expect(text(away)).toMatch(/^[^a-z]*\p{Script=Han}[^a-z]*$/u)
    language.value = 'en'
    expect(text(away)).toMatch(/^\P{Script=Han}+$/u)
  }
})

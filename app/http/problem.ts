import { z } from 'zod'

import { refusalsInChinese } from '../../cases/life/refusal-words.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { errorCodes, type ErrorCode, type InChinese } from '../../core/errors.ts'
import { errorWords } from '../../core/error-words.ts'
import type { Language } from './decide/language.ts'

export const problemType = 'application/problem+json'

/** Every refusal (RFC 9457). `message` and `details` are for programs and logs, `title` and `detail` for people. */
export const problemSchema = z.object({
  type: z.string().describe('`urn:urban-brain:problem:` and the code'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string().describe('One of docs/errors.md'),
  message: z.string(),
  details: z.array(z.string()).describe('One for each mistake; the reason of a refused command'),
  chinese: z
    .object({ message: z.string(), details: z.array(z.string()) })
    .describe('Message and details in Chinese, as far as there are words'),
})

export interface Told {
  readonly code: ErrorCode
  readonly message: string
  readonly details: readonly string[]
  readonly chinese?: InChinese | undefined
}

const reasons: Readonly<Record<string, string | undefined>> = refusalsInChinese

export function problemOf(
  { code, message, details, chinese }: Told,
  language: Language,
): z.input<typeof problemSchema> {
  const words: Bilingual = errorWords[code]
  const refused = details.find((word) => reasons[word] !== undefined)
  const inChinese = chinese ?? {
    message: (refused && reasons[refused]) ?? `${words.zh}（${message}）`,
    details: details.filter((word) => word !== refused),
  }
  return {
    type: `urn:urban-brain:problem:${code}`,
    title: words[language],
    status: errorCodes[code].http,
    detail: language === 'en' ? message : inChinese.message,
    code,
    message,
    details: [...details],
    chinese: { message: inChinese.message, details: [...inChinese.details] },
  }
}

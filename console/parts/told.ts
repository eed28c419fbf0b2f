/** What the server said when it refused, in the language of the page. */
import { errorWords } from '../../core/error-words.ts'
import type { InChinese } from '../../core/errors.ts'
import { language, say } from '../words/words.ts'

interface Said {
  readonly code: string
  readonly message: string
  readonly details: readonly string[]
  readonly chinese?: InChinese | undefined
}

/** Where the server has no Chinese for its message, that is for programs: the name of the code is told. */
export function told({ code, message, details, chinese }: Said): string {
  if (language.value === 'en') return [message, ...details].join('; ')
  if (chinese !== undefined && !chinese.message.includes(message))
    return [chinese.message, ...chinese.details].join('；')
  return say(isKnown(code) ? errorWords[code] : errorWords.internal)
}

const isKnown = (code: string): code is keyof typeof errorWords => Object.hasOwn(errorWords, code)

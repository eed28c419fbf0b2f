/** Personal data with what names the person taken out (脱敏): enough to tell calls apart, not to reach anybody. */
import type { Problem } from './commands.ts'

type Reporter = NonNullable<Problem['reporter']>

/** 138****1234; of a short number the last two digits. */
export function maskedPhone(phone: string): string {
  const digits = phone.replaceAll(/\D/g, '')
  if (digits.length >= 11) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  return digits.length >= 7 ? `****${digits.slice(-2)}` : '****'
}

/** The family name is the first character: 张*. */
export const maskedName = (name: string): string => `${Array.from(name.trim())[0] ?? ''}*`

/** The number of the call names nobody outside of the hotline. */
export const masked = ({ number, name, phone }: Reporter) => ({
  ...(number !== undefined && { number }),
  ...(name !== undefined && { name: maskedName(name) }),
  ...(phone !== undefined && { phone: maskedPhone(phone) }),
})

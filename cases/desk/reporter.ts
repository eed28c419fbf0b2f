import { createHash, randomBytes } from 'node:crypto'

import type { Problem } from '../life/commands.ts'
import { sealedText, type SaltedReporter } from '../life/reporter.ts'

export const hashOf = (reporter: SaltedReporter): string =>
  createHash('sha256').update(sealedText(reporter), 'utf8').digest('hex')

export const salted = (reporter: NonNullable<Problem['reporter']>): SaltedReporter => ({
  reporter,
  salt: randomBytes(16).toString('hex'),
})

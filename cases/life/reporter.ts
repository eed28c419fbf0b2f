/**
 * Who reported a problem (报案人). What names a person can be erased and the record of a case cannot, so the record holds a
 * SHA-256 of it, with a salt: nobody guesses a telephone number from the hash when the row beside the record is gone.
 */
import { z } from 'zod'

import { canonicalJson } from '../../core/canonical-json.ts'
import { instantSchema } from '../../core/record-schemas.ts'
import { reporterSchema } from './commands.ts'

const saltedSchema = z.object({ reporter: reporterSchema, salt: z.string() })
export type SaltedReporter = z.output<typeof saltedSchema>

/** As the register keeps it beside the record. */
export const keptReporterSchema = z.union([
  saltedSchema,
  z.object({ erased: z.object({ at: instantSchema, by: z.string() }) }),
])
export type KeptReporter = z.output<typeof keptReporterSchema>

/** What the hash in the record is made of. */
export const sealedText = ({ reporter, salt }: SaltedReporter): string =>
  canonicalJson({ reporter, salt })

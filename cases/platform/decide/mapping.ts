/** What the city's platform calls our cases: `platform.yaml` of the city folder. */
import { z } from 'zod'

import { categoryPatternSchema } from '../../../core/categories.ts'
import { stages } from '../../../core/case-terms.ts'
import { severities } from '../../../core/severity.ts'
import { personCommands, words } from '../../life/commands.ts'

/** Our words for what a field of theirs may hold; docs/platform.md says what each is. */
export const sourceNames = [
  'key',
  'case',
  'version',
  'event',
  'at',
  'by',
  'role',
  'text',
  'stage',
  'category',
  'severity',
  'unit',
  'work',
  'source',
  'titleZh',
  'titleEn',
  'device',
  'component',
  'cell',
  'longitude',
  'latitude',
  'place',
  'collectedAt',
  'due',
] as const

const code = z.string().min(1).max(100)

export const mappingSchema = z.strictObject({
  /** Their field, and what it holds. */
  fields: z.record(code, z.enum(sourceNames)).refine((fields) => Object.keys(fields).length > 0, {
    message: 'a message without fields tells nothing',
  }),
  /** The first row that fits wins. */
  categories: z.array(z.strictObject({ category: categoryPatternSchema, code })).min(1),
  /** A repeat without a code of its own has that of void: a file of an older version names none. */
  stages: z.preprocess(
    (codes) =>
      typeof codes === 'object' && codes !== null && 'void' in codes
        ? { duplicate: codes.void, ...codes }
        : codes,
    z.record(z.enum(stages), code),
  ),
  /** Left out: our words. */
  severities: z.record(z.enum(severities), code).optional(),
  /** A unit that does not stand here goes by our name. */
  units: z.record(z.string(), code).default({}),
  /** Their status, and what it asks of the case. */
  statuses: z
    .record(
      code,
      z
        .strictObject({
          /** none: the status is taken note of, and changes nothing. */
          command: z.enum([...personCommands, 'none']),
          passed: z.boolean().optional(),
          /** Of the report, or the reason, when they send no words. */
          text: words(500).optional(),
        })
        .refine(({ command, passed }) => (command === 'verify') === (passed !== undefined), {
          message: '`passed: true` or `passed: false` belongs to verify, and only there',
        }),
    )
    .default({}),
})

export type Mapping = z.output<typeof mappingSchema>

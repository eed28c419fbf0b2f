/**
 * The documents of a folder of rules as JSON Schema, for editors. It refuses nothing that the program takes; names in conditions,
 * bounds of durations and all that hangs together is seen by the lint alone.
 */
import { z } from 'zod'

import { kinds, kindSchema } from '../../core/kinds.ts'
import { areaRuleSchema } from './area-document.ts'
import { ruleSchema } from './document.ts'
import { entryForms, entrySchema } from './entry-document.ts'
import { limitsTableSchema, schedulesSchema } from './limits.ts'
import { overridesSchema } from './overrides.ts'
import { profilesSchema } from './profiles.ts'

type JsonSchema = z.core.JSONSchema.BaseSchema

const asJson = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const own: unknown = zodSchema
      if (own === kindSchema) jsonSchema.enum = [...kinds.keys()]
      if (own === entrySchema) jsonSchema.anyOf = entryForms.map(part)
    },
  })

function part(schema: z.ZodType): JsonSchema {
  const { $schema: _root, ...rest } = asJson(schema)
  return rest
}

export const ruleJsonSchema = (): JsonSchema => asJson(ruleSchema)

/** Of a rule over areas. */
export const areaJsonSchema = (): JsonSchema => asJson(areaRuleSchema)

/** Every table by its name, and what stands beside them. */
export const limitsJsonSchema = (): JsonSchema =>
  asJson(
    z
      .object({
        profiles: profilesSchema.optional(),
        schedules: schedulesSchema.optional(),
        overrides: overridesSchema.optional(),
      })
      .catchall(limitsTableSchema),
  )

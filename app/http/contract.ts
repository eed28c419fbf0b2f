/** What the server itself answers: who is signed in, and the city; routes and console have it from here. */
import { z } from 'zod'

import { roles } from '../../core/actor.ts'
import type { Answered } from '../../core/answered.ts'
import { accountNameSchema } from '../accounts/decide/account.ts'
import { passwordText } from './account-contract.ts'

export const byTokenSchema = z.strictObject({ token: z.string().min(1).max(200) })

export const signInSchema = z.union([
  byTokenSchema,
  z.strictObject({
    name: accountNameSchema,
    password: passwordText,
    /** Of the second factor, or a recovery code. */
    code: z.string().min(1).max(40).optional(),
  }),
])

/** What the page asks for before anybody has signed in. */
export const waysSchema = z.object({
  account: z.boolean(),
  token: z.boolean(),
  sample: z
    .boolean()
    .optional()
    .describe('The sample city on its own machine: anybody enters as one of its people'),
  provider: z.string().optional().describe('What the identity provider of the city is called'),
})

export const providerQuerySchema = z.strictObject({
  back: z.string().max(500).optional().describe('The page to go on with'),
})

export const personSchema = z.object({
  name: z.string(),
  role: z.enum(roles),
  unit: z.string().optional(),
  /** Districts, streets or communities that the person is limited to. */
  areas: z.array(z.string()).readonly().optional(),
  /** What the person is called; only of accounts. */
  person: z.string().optional(),
  /** What the person has to do before anything else. */
  duty: z.enum(['password', 'second-factor']).optional(),
  endsIn: z
    .int()
    .optional()
    .describe(
      'Milliseconds until the session ends if it is not used again; only where it is asked for',
    ),
})

const bilingual = { zh: z.string(), en: z.string() }

export const entranceSchema = z.strictObject({ name: z.string().min(1).max(64) })
export const entrancesSchema = z.object({
  city: z.object(bilingual),
  entrances: z.array(
    z.object({
      name: z.string(),
      role: z.enum(roles),
      /** Of a crew, with the orders that it has to do. */
      unit: z.object(bilingual).optional(),
      orders: z.int().optional(),
    }),
  ),
})

/** Of a tile, as all maps of the web count them; closer than the last zoom is nothing that anybody looks at. */
export const tileParamsSchema = z
  .object({
    zoom: z.coerce.number().int().min(0).max(22),
    column: z.coerce.number().int().min(0),
    row: z.coerce.number().int().min(0),
  })
  .refine(({ zoom, column, row }) => Math.max(column, row) < 2 ** zoom, 'there is no such tile')

export const tileQuerySchema = z.object({ version: z.string().optional() })

export const citySchema = z.object({
  name: z.object(bilingual),
  zone: z.string(),
  night: z.object({ from: z.string(), to: z.string() }),
  map: z.object({
    tiles: z.string().optional(),
    file: z
      .object({ version: z.string(), least: z.int(), most: z.int() })
      .optional()
      .describe('GET /v1/map answers tiles of these zooms'),
    attribution: z.string().optional(),
  }),
  grafana: z.string().optional(),
  kinds: z.record(
    z.string(),
    z.object({
      ...bilingual,
      period: z.number(),
      sites: z.array(z.string()).readonly(),
      quantities: z.array(z.string()).readonly(),
    }),
  ),
  quantities: z.record(z.string(), z.object({ ...bilingual, unit: z.string() })),
  /** Words by id, and of category codes. */
  sites: z.record(z.string(), z.object(bilingual)),
  categories: z.record(z.string(), z.object(bilingual)),
})

export type Person = Answered<z.output<typeof personSchema>>
export type City = Answered<z.output<typeof citySchema>>

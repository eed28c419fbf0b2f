/** What Open311 GeoReport v2 asks, as far as we answer it. */
import { z } from 'zod'

import { words } from '../life/commands.ts'
import { language } from './evaluation-contract.ts'

export const formats = ['json', 'xml'] as const

export const formatParamsSchema = z.object({ format: z.enum(formats) })
export const requestParamsSchema = z.object({ ...formatParamsSchema.shape, id: z.string().max(64) })

export const discoverySchema = z.object({
  changeset: z.string(),
  contact: z.string(),
  key_service: z.string(),
  endpoints: z.array(
    z.object({
      specification: z.string(),
      url: z.string(),
      changeset: z.string(),
      type: z.literal('production'),
      formats: z.array(z.string()),
    }),
  ),
})

/** One city answers, whatever jurisdiction a client names. */
const jurisdiction = { jurisdiction_id: z.string().max(200).optional() }
export const anybodySchema = z.object({ ...jurisdiction, language })

const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .describe('`2026-11-29T08:00:00Z`')

const states = z
  .string()
  .regex(/^(open|closed)(,(open|closed))*$/, 'status is open, closed, or both with a comma')

const list = (item: RegExp, what: string) =>
  z
    .string()
    .max(4_000)
    .transform((text) => text.split(','))
    .refine((items) => items.every((each) => item.test(each)), what)

export const requestsQuerySchema = z.object({
  ...anybodySchema.shape,
  service_request_id: list(/^[\w-]{1,64}$/, 'numbers of requests, with commas').optional(),
  service_code: list(/^\d{4}(-\d{1,2})?$/, 'codes of services, with commas').optional(),
  start_date: moment.optional(),
  end_date: moment.optional(),
  status: states.optional(),
})
export type RequestsQuery = z.output<typeof requestsQuerySchema>

/** A form is text. */
const degrees = (most: number) =>
  z
    .string()
    .regex(/^-?\d{1,3}(\.\d{1,12})?$/, 'degrees in decimals')
    .transform(Number)
    .refine((value) => Math.abs(value) <= most, `at most ${most} degrees`)

const none = z.literal('').transform(() => undefined)
const optional = <Schema extends z.ZodType>(schema: Schema) => z.union([none, schema]).optional()

export const newRequestSchema = z
  .object({
    ...jurisdiction,
    api_key: z.string().max(200).optional(),
    service_code: z.string().regex(/^\d{4}(-\d{1,2})?$/, 'a service of /open311/v2/services'),
    lat: optional(degrees(90)),
    long: optional(degrees(180)),
    address_string: optional(words(500)),
    address_id: optional(z.string().regex(/^\d{15}$/, 'a grid cell code of 15 digits')),
    /** With the address of the picture it must fit into the report. */
    description: optional(words(1_400)),
    first_name: optional(words(60)),
    last_name: optional(words(60)),
    phone: optional(
      z.string().regex(/^[+\d][\d -]{2,23}$/, 'a telephone number has digits, blanks and hyphens'),
    ),
    media_url: optional(z.url().max(500)),
  })
  .refine(
    ({ lat, long }) => (lat === undefined) === (long === undefined),
    'lat and long go together',
  )
  .refine(
    ({ lat, address_string, address_id }) => [lat, address_string, address_id].some(Boolean),
    'where it is: lat and long, address_string or address_id',
  )
export type NewRequest = z.output<typeof newRequestSchema>

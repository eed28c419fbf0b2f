/** A binding (接入映射) as it is written down: how messages on topics that are not ours become readings (docs/bindings.md). */
import { z } from 'zod'

import { deadLetterReasons } from '../dead-letter.ts'
import { deviceIdSchema } from '../identity.ts'
import { endOf, numberForms, type ByteTable } from './bytes.ts'
import { placeOf, templateOf, type Place, type Template } from './places.ts'
import { pushPattern, pushSchema, pushTopic } from './push.ts'
import { patternOf, type TopicPattern } from './topics.ts'

/** How the bytes of a message are read before anything is looked for in it. */
const formats = ['json', 'bytes', 'senml', 'senml-cbor', 'sparkplug-b', 'onenet'] as const
export type Format = (typeof formats)[number]

export const isFormat = (said: unknown): said is Format => formats.some((one) => one === said)

const read = <T>(longest: number, readText: (text: string) => T | undefined, what: string) =>
  z
    .string()
    .max(longest)
    .transform((text, context): T => {
      const found = readText(text)
      if (found !== undefined) return found
      context.addIssue(what)
      return z.NEVER
    })

const placeSchema = read<Place>(
  256,
  placeOf,
  'a place is /a/b in the item, message/a/b in the whole message, topic/name or bytes/name',
)
const templateSchema = read<Template>(
  256,
  templateOf,
  'a template is text with places in braces: lora-{topic/devEui}',
)
const topicSchema = read<TopicPattern>(
  256,
  patternOf,
  'a topic is a filter such as a/{device}/up: its first level is a word, it does not begin with $ and is not below ub/v1, # stands last',
)

/** `/a/b` for `{from: /a/b}`. */
const short = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((said) => (typeof said === 'string' ? { from: said } : said), schema)

/** Of several the first place that holds something. */
const placesSchema = z
  .union([placeSchema, z.array(placeSchema).min(1).max(8)])
  .transform((places) => (Array.isArray(places) ? places : [places]))

/** null: nothing stands there. */
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const conditionSchema = z.strictObject({
  from: placeSchema,
  /** It holds where one of these stands there. */
  in: z.array(scalar).min(1).max(32),
})

const numberName = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9]{0,31}$/,
    'a name has letters and digits, and starts with a small letter',
  )
const numberSchema = z.strictObject({
  as: z.enum(numberForms),
  at: z.int().min(0).max(255).default(0),
  bit: z.int().min(0).max(31).optional(),
})
const numbersSchema = z.record(numberName, numberSchema)

const channelSchema = z
  .strictObject({
    length: z.int().min(0).max(255),
    values: numbersSchema.default({}),
  })
  .refine(
    ({ length, values }) => Object.values(values).every((one) => endOf(one) <= length),
    'a value ends behind the bytes of its channel',
  )
const channelsSchema = z
  .record(
    z
      .string()
      .regex(/^(?:[0-9a-f]{2}){1,4}$/, 'a channel is hexadecimal, 1 to 4 bytes in small letters'),
    channelSchema,
  )
  .refine((channels) => {
    const [first = '', ...others] = Object.keys(channels)
    return first !== '' && others.every((one) => one.length === first.length)
  }, 'channels have heads of one length, and there is at least one')

const bytesSchema = z
  .strictObject({
    /** The text that they stand in; left out, they are the whole body. */
    from: placeSchema.optional(),
    encoding: z.enum(['base64', 'hex']).default('base64'),
    fields: numbersSchema.optional(),
    channels: channelsSchema.optional(),
  })
  .transform(({ from, encoding, fields, channels }, context) => {
    if ((fields === undefined) === (channels === undefined))
      context.addIssue('bytes are read by fields or by channels, one of the two')
    const table: ByteTable = channels === undefined ? { fields: fields ?? {} } : { channels }
    return { from, encoding, table }
  })

const qualitySchema = z.strictObject({
  from: placeSchema,
  /** Letters of HJ 212 for what others write. Without it the letter itself stands there. */
  words: z.record(z.string(), z.string()).optional(),
})

const valueSchema = z.strictObject({
  from: placesSchema,
  /** Numbers for what is written there; `null` may be one of the words. */
  words: z.record(z.string(), z.number()).optional(),
  /** For everything that is none of the words; left out, that is no value. */
  otherwise: z.number().optional(),
  scale: z.number().optional(),
  offset: z.number().optional(),
  /** In which it is reported; left out, in that of the quantity. */
  unit: z.string().min(1).max(16).optional(),
  quality: qualitySchema.optional(),
})

const deviceSchema = z.strictObject({
  id: templateSchema,
  /** What has to say the same, where it says anything. */
  agree: z.array(templateSchema).max(4).default([]),
  case: z.enum(['lower', 'upper']).optional(),
  /** Ids of ours by what is written there; whoever is not in it is nobody. */
  table: z.record(z.string().max(256), deviceIdSchema).optional(),
  /** The register knows the device by this, not by its id. */
  register: z.enum(['mn', 'externalId']).optional(),
})

const sampleSchema = z
  .strictObject({
    /** Left out: it is pushed over HTTP. */
    topic: z.string().min(1).max(256).optional(),
    /** As JSON; or `text`, or `hex`. */
    json: z.unknown().optional(),
    text: z.string().max(65_536).optional(),
    hex: z
      .string()
      .regex(/^(?:[0-9a-f]{2})*$/i, 'hexadecimal digits, two a byte')
      .optional(),
    /** What has to come of it. */
    gives: z.array(
      z.union([
        z.strictObject({
          device: z.string().optional(),
          at: z.string().optional(),
          values: z.record(z.string(), z.number()),
          quality: z.record(z.string(), z.string()).optional(),
          late: z.boolean().optional(),
        }),
        z.strictObject({ reason: z.enum(deadLetterReasons) }),
      ]),
    ),
  })
  .refine(
    ({ json, text, hex }) => [json, text, hex].filter((one) => one !== undefined).length === 1,
    'a sample has json, text or hex, one of them',
  )

const writtenSchema = z.strictObject({
  id: z
    .string()
    .max(48)
    .regex(
      /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/,
      'a binding has small letters, digits and - between them, and starts with a letter',
    ),
  /** For whoever reads the file. */
  title: z.string().max(200).optional(),
  topics: z.array(topicSchema).max(16).default([]),
  /** A platform pushes its messages to `POST /v1/push/<id>`, beside topics or without any. */
  push: pushSchema.optional(),
  /** Whose connection publishes; others are refused. Left out: any device, for itself and for what it is the gateway of. */
  gateway: deviceIdSchema.optional(),
  format: z.enum(formats).default('json'),
  /** The items of a message; left out, the message is one, or what its format makes of it. */
  each: placeSchema.optional(),
  /** Of several bindings of a topic those tell for which all of these hold; a message of which none tells is a dead letter. */
  when: z.array(conditionSchema).max(8).default([]),
  /** Where one of these holds the item is taken and is no reading. */
  skip: z.array(conditionSchema).max(8).default([]),
  bytes: bytesSchema.optional(),
  /** Left out: who sends it. */
  device: z
    .preprocess((said) => (typeof said === 'string' ? { id: said } : said), deviceSchema)
    .optional(),
  time: short(
    z.strictObject({
      from: placesSchema,
      /** Of a text that says none, such as +08:00. */
      zone: z
        .string()
        .regex(/^[+-](?:0\d|1[0-4]):[0-5]\d$/, 'a zone is written +08:00')
        .optional(),
    }),
  ).optional(),
  /** Sent later than it was observed on purpose: stored, and pages nobody. */
  late: z.union([z.literal(true), conditionSchema]).optional(),
  /** The device's own number of the reading. */
  sequence: placeSchema.optional(),
  /** Two messages that say the same here are one message. */
  repeat: templateSchema.optional(),
  values: z
    .record(z.string(), short(valueSchema))
    .refine((values) => Object.keys(values).length > 0, 'a binding reads at least one value'),
  samples: z.array(sampleSchema).max(32).default([]),
})

/** What is pushed is found as everything else is, by a topic. */
export const bindingSchema = writtenSchema.transform(({ topics, samples, ...written }) => ({
  ...written,
  topics: written.push === undefined ? topics : [...topics, pushPattern(written.id)],
  samples: samples.map((sample) => ({ ...sample, topic: sample.topic ?? pushTopic(written.id) })),
}))

export type BindingDocument = z.output<typeof bindingSchema>
export type Sample = BindingDocument['samples'][number]
export type ValueDocument = BindingDocument['values'][string]
export type Condition = z.output<typeof conditionSchema>

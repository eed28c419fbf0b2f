/** What the register of devices takes and answers over HTTP; routes, console and command line have it from here. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { limitSchema, selectionSchema } from '../../core/api-fields.ts'
import { deviceSchema as storedDeviceSchema } from '../../core/device.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { configurationStates } from '../../core/device-configuration.ts'
import { kindSchema } from '../../core/kinds.ts'
import type { GridFeature } from '../register/grid.ts'
import { commandViewSchema } from './command-contract.ts'
import { referenceSystems } from '../register/reference-systems.ts'

const bilingual = z.object({ zh: z.string(), en: z.string() })

/** How a device is shown: as the register has it, with whether it has a credential and never the hash of it. */
export const deviceSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string().optional(),
  site: z.string(),
  component: z.string().optional(),
  longitude: z.number(),
  latitude: z.number(),
  cell: z.string().optional(),
  zone: z.string().optional(),
  limits: z.record(z.string(), z.number()).optional(),
  hours: z.string().optional().describe('When it is to report'),
  owner: z.string().optional(),
  gateway: z.string().optional(),
  catchment: z.string().optional().describe('汇水区'),
  power: z.string().optional().describe('供电回路'),
  mn: z.string().optional().describe('设备唯一标识 of a station that speaks HJ 212'),
  checksum: z.string().optional().describe('How the station makes its checksum (校验方式)'),
  concentration: z.string().optional().describe('In what the station counts particles (浓度单位)'),
  stationAddress: z.string().optional().describe('遥测站地址 of a station that speaks SL 651'),
  gaugeZero: z.number().optional().describe('Zero of its gauge above the datum, m (水位基值)'),
  levelOrigin: z.string().optional().describe('What its levels count from: datum or gauge'),
  externalId: z
    .string()
    .optional()
    .describe('平台设备号: IMEI, DevEUI or what its platform calls it'),
  period: z.number(),
  active: z.boolean(),
  credential: z.boolean(),
})

export const devicesPageSchema = z.object({
  devices: z.array(deviceSchema),
  total: z.int().describe('Devices that fit, on this page and all others'),
  after: z.string().optional().describe('There are more: go on after this one'),
  before: z.string().optional().describe('There are some before: those before this one'),
})

/**
 * What a map needs of devices, and no more: a city has many. A column for each field, since rows would say the names of the
 * fields again with each device; what a device has not is null.
 */
export const devicePlacesSchema = z.object({
  id: z.array(z.string()).readonly(),
  kind: z.array(z.string()).readonly(),
  name: z.array(z.string().nullable()).readonly(),
  longitude: z.array(z.number()).readonly(),
  latitude: z.array(z.number()).readonly(),
  cell: z.array(z.string().nullable()).readonly(),
  active: z.array(z.boolean()).readonly(),
})

export const devicePlacesPageSchema = z.object({
  devices: devicePlacesSchema.describe('A column for each field, all of one length'),
  after: z.string().optional(),
})

const filterQuery = z.object({
  kind: kindSchema.optional(),
  cell: selectionSchema.shape.cell,
  active: z.stringbool({ truthy: ['true'], falsy: ['false'] }).optional(),
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe('All of these words stand in its number, name, component, cell, owner or gateway'),
  after: deviceIdSchema.optional().describe('The id to go on after'),
})
export const deviceOrders = ['id', 'name', 'kind', 'site', 'cell'] as const
export type DeviceOrder = (typeof deviceOrders)[number]

export const devicesQuerySchema = filterQuery.extend({
  limit: limitSchema(100, 1_000),
  ids: z
    .string()
    .max(10_000)
    .optional()
    .describe('Only these, with commas between; those that nobody has registered are left out'),
  before: deviceIdSchema.optional().describe('The page that ends before this device'),
  order: z.enum(deviceOrders).default('id'),
  downwards: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
})
export const devicesFileQuerySchema = filterQuery
  .omit({ after: true })
  .extend({ language: z.enum(['zh', 'en']).default('zh').describe('Of the headings') })
export const devicePlacesQuerySchema = filterQuery.extend({ limit: limitSchema(10_000, 10_000) })

export const credentialSchema = z.object({ id: z.string(), token: z.string() })

/** What stands behind `PW=` of a frame of HJ 212. */
export const stationPasswordSchema = z.strictObject({
  password: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,9}$/, 'a password of a station has 1-9 letters, digits or . _ -')
    .optional()
    .describe('The one that the station has; of SL 651 four hexadecimal digits'),
})

const fieldChange = z.object({
  field: z.string(),
  before: z.string().optional().describe('Absent where it had none'),
  after: z.string().optional(),
})

export const deviceEditsQuerySchema = z.object({ limit: limitSchema(20, 1_000) })
export const deviceEditsSchema = z.object({
  edits: z.array(
    z.object({
      at: z.number(),
      by: z.string(),
      added: z.boolean().describe('It came to the register'),
      fields: z.array(fieldChange).describe('Those that have another value since'),
      command: commandViewSchema
        .optional()
        .describe(
          'It was told to do this, or answered, or did not in time: the command as it stood then',
        ),
      configuration: z
        .object({
          version: z.int(),
          reason: z.string().optional(),
          state: z.enum(configurationStates).optional(),
          said: z.string().optional(),
        })
        .optional()
        .describe(
          'Its fields are settings that are desired since, or the device said what it made of that version',
        ),
    }),
  ),
})

export const unknownDevicesQuerySchema = z.object({ limit: limitSchema(100, 1_000) })

export const unknownDevicesSchema = z.object({
  unknown: z.array(
    z.object({
      id: z.string(),
      firstSeen: z.number(),
      lastSeen: z.number(),
      frames: z.int(),
      sample: z.string(),
    }),
  ),
})

export const adoptionSchema = storedDeviceSchema
  .omit({ id: true })
  .partial({ period: true, active: true })
  .extend({ crs: z.enum(referenceSystems).default('wgs84') })
  .strict()

export const adoptedSchema = deviceSchema.extend({
  warnings: z.array(bilingual).describe('What will have no effect'),
})

const readQuery = z.object({
  format: z.enum(['csv', 'geojson']).describe('csv: a table, as CSV or as a workbook (XLSX)'),
  crs: z.enum(referenceSystems).default('wgs84'),
  columns: z
    .string()
    .max(4_000)
    .optional()
    .describe(
      'Of a table: the field of each column in their order, with commas between, in place of what the headings say; - leaves a column out',
    ),
  changeKind: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .default(false)
    .describe('Let registered devices become devices of another kind'),
  charset: z
    .string()
    .max(32)
    .optional()
    .describe('What the bytes are, when Content-Type does not say it: utf-8, gb18030, utf-16'),
})
export const importCheckQuerySchema = readQuery
export const importQuerySchema = readQuery.extend({
  dryRun: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
})

const importCounts = z.object({
  devices: z.int().describe('Rows of the file'),
  new: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  fields: z
    .record(z.string(), z.int())
    .describe('Registered devices that get another value, by field'),
})
const importRemarks = z.object({
  warnings: z.array(bilingual).describe('By line: what will have no effect'),
  notes: z.array(bilingual).describe('About the file as a whole'),
})

export const importedSchema = importCounts.extend({
  ...importRemarks.shape,
  dryRun: z.boolean(),
  added: z
    .array(
      z.object({ id: z.string(), name: z.string().optional(), gateway: z.string().optional() }),
    )
    .describe('The new devices'),
})

export const importCheckSchema = importRemarks.extend({
  columns: z
    .array(
      z.object({
        heading: z.string(),
        field: z.string().optional().describe('What it is read as; none of one that is not read'),
        sample: z.string().describe('What the first row has under it'),
      }),
    )
    .describe('Of a table, in the order of the file'),
  mistakes: z.array(
    z.object({
      line: z.int().optional(),
      feature: z.int().optional(),
      field: z.string().optional().describe('Its path; `position` for both degrees'),
      message: z.string(),
      zh: z.string().describe('The same in Chinese'),
    }),
  ),
  mistaken: z.int().describe('Mistakes in all; the first of them are listed'),
  warned: z.int().describe('Warnings in all; the first of them are listed'),
  difference: importCounts
    .extend({
      rows: z
        .array(
          z.object({
            line: z.int().optional(),
            feature: z.int().optional(),
            id: z.string(),
            name: z.string().optional(),
            added: z.boolean(),
            fields: z.array(fieldChange),
          }),
        )
        .describe('New and changed devices, the first of them'),
      gone: z
        .int()
        .describe('Registered devices that the file does not name; they stay as they are'),
      goneIds: z.array(z.string()).describe('The first of them'),
    })
    .optional()
    .describe('Absent where there are mistakes'),
})

export const credentialsAskedSchema = z.object({
  ids: z.array(deviceIdSchema).min(1).max(500),
})
export const credentialsSchema = z.object({ credentials: z.array(credentialSchema) })

export const devicesHealthQuerySchema = selectionSchema.extend({
  hours: z.coerce.number().int().min(1).max(168).default(24),
})

const share = (what: string) => z.number().min(0).max(1).optional().describe(what)

const healthView = z.object({
  id: z.string(),
  lastAt: z.number().optional(),
  readings: z.int(),
  expected: z.int().describe('Readings that its period promises'),
  timely: share('及时: readings that were not late'),
  accurate: share('准确: values of quality N'),
  authentic: share('真实: frames under its name that it or its gateway sent'),
  complete: share('完整: periods with a reading, of those expected'),
  silent: z.boolean().describe('No reading for three periods'),
})

export const devicesHealthSchema = z.object({
  from: z.number(),
  to: z.number(),
  devices: z.array(healthView),
})

export const devicesSilentSchema = z.object({
  from: z.number(),
  to: z.number(),
  count: z.int().describe('Active devices'),
  silent: z.array(z.string()).describe('Those without a reading for three periods'),
})

export const neighboursQuerySchema = z.object({
  kind: kindSchema.optional(),
  radius: z.coerce.number().positive().max(50_000).default(500).describe('Metres'),
  limit: limitSchema(8, 100),
})

export const neighboursSchema = z.object({
  neighbours: z.array(z.object({ device: deviceSchema, metres: z.number() })),
})

export type Device = Answered<z.output<typeof deviceSchema>>
/** As the map needs it. */
export type DevicePlace = Pick<
  Device,
  'id' | 'kind' | 'name' | 'longitude' | 'latitude' | 'cell' | 'active'
>
export type DevicePlaces = Answered<z.output<typeof devicePlacesSchema>>

/** As /v1/grid answers it. */
export interface CityGrid {
  readonly type: 'FeatureCollection'
  readonly features: readonly Answered<GridFeature>[]
}

export type Imported = Answered<z.output<typeof importedSchema>>
export type DeviceHealth = DevicesHealth['devices'][number]
export type DevicesHealth = Answered<z.output<typeof devicesHealthSchema>>
export type DevicesSilent = Answered<z.output<typeof devicesSilentSchema>>

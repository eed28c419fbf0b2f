import { z } from 'zod'

import { checksumRules } from './hj212/checksum.ts'
import { concentrations } from './hj212/factors.ts'
import {
  catchmentIdSchema,
  powerIdSchema,
  deviceIdSchema,
  externalIdSchema,
  newDeviceIdSchema,
  unitIdSchema,
  type CellCode,
} from './identity.ts'
import { kindSchema } from './kinds.ts'
import { longestPeriod } from './kinds/document.ts'
import { unwantedCharacter } from './plain-text.ts'
import { schemaWords } from './schema-words.ts'
import { levelOrigins } from './sl651/gauge.ts'
import { weekHoursText } from './week-hours.ts'

/** Acoustic environment zone of GB 3096-2008 (声环境功能区). */
export const noiseZones = ['0', '1', '2', '3', '4a', '4b'] as const
export type NoiseZone = (typeof noiseZones)[number]

const cellCodeSchema = z
  .string()
  .regex(/^\d{15}$/, schemaWords.cellForm.en)
  .transform((text) => text as CellCode)

const plainText = (longest: number) =>
  z
    .string()
    .max(longest)
    .superRefine((text, context) => {
      const unwanted = unwantedCharacter(text)
      if (unwanted !== undefined) context.addIssue(unwanted)
    })

const limitPath = z
  .string()
  .max(128)
  .regex(/^\w+(\.\w+)*$/, schemaWords.limitPath.en)

/**
 * A device as the registry knows it. Positions are WGS-84 degrees; imports may be GCJ-02 and are converted there.
 * The schema is the door for imports and adoption; what is stored already is not held against it.
 */
export const deviceSchema = z.object({
  id: newDeviceIdSchema,
  kind: kindSchema,
  name: plainText(200).optional(),
  /** Where it hangs, one of its kind's sites: selects the rules that apply. */
  site: plainText(32).min(1),
  /** Component code (部件编码), 16 digits = county 6 + class 2 + subclass 2 + number 6. */
  component: z
    .string()
    .regex(/^\d{16}$/, schemaWords.componentForm.en)
    .optional(),
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  /** Unit grid cell; found from the position when it is left out. */
  cell: cellCodeSchema.optional(),
  zone: z.enum(noiseZones).optional(),
  /** The device's own limits; they win over the city's table under the same name. */
  limits: z.record(limitPath, z.number(schemaWords.limitNumber.en)).optional(),
  /** When it is to report, such as the opening hours of a kitchen: `Mo-Fr 10:00-14:00, 16:30-21:00`. */
  hours: weekHoursText.optional(),
  /** Unit that owns the thing it watches; it gets the case before the dispatch table is asked. */
  owner: unitIdSchema.optional(),
  /** Gateway that may publish for it. */
  gateway: deviceIdSchema.optional(),
  /** Catchment (汇水区) that it stands in. */
  catchment: catchmentIdSchema.optional(),
  /** Feed (供电回路) that it hangs on; a device with a battery of its own has none. */
  power: powerIdSchema.optional(),
  /** MN (设备唯一标识) of a station that speaks HJ 212; no other device has it. */
  mn: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,32}$/, schemaWords.stationForm.en)
    .optional(),
  /** How the station makes the checksum of its frames; as the standard says where it is left out. */
  checksum: z.enum(checksumRules).optional(),
  /** In what the station counts particles; mg/m3 where it is left out. */
  concentration: z.enum(concentrations).optional(),
  /** 遥测站地址 of a station that speaks SL 651, ten digits; no other device has it. */
  stationAddress: z
    .string()
    .regex(/^[0-9A-F]{10}$/, schemaWords.addressForm.en)
    .optional(),
  /** Height of the zero of its gauge (水位基值), in metres above the datum; 0 where it is left out. */
  gaugeZero: z.number().min(-500).max(9_000).optional(),
  /** What its levels count from; the datum, as the standard says, where it is left out. */
  levelOrigin: z.enum(levelOrigins).optional(),
  /** What the platform that it comes by calls it: IMEI, DevEUI, a number of the platform; no other device has it. */
  externalId: externalIdSchema.optional(),
  /** Seconds between two reports. */
  period: z
    .number()
    .min(1, schemaWords.leastPeriod.en)
    .max(longestPeriod, schemaWords.mostPeriod.en),
  active: z.boolean(),
})

export type Device = z.output<typeof deviceSchema>

import { curves, type Query } from './influxql.ts'
import { inDistrict, ofDevice, type Measurement } from './schema.ts'

/** Devices that the variables of a dashboard choose. */
export const chosen = [inDistrict, ofDevice] as const

/** A curve for each of them. */
export const eachDevice = (select: string, from: Measurement): Query =>
  curves({ select, from, where: chosen, by: ['device'], fill: 'none', alias: '$tag_device' })

import { curves, extremes, onceIn, type Query } from './influxql.ts'
import { inDistrict, ofDevice, type Measurement } from './schema.ts'
import { few, type Variable } from './variables.ts'

/** Devices that the variables of a dashboard choose. */
export const chosen = [inDistrict, ofDevice] as const

/** A few of the chosen devices: a variable that finds them, which a board must have, and their curves. */
export interface Few {
  readonly variable: Variable
  readonly curves: (select: string) => Query
}

interface Extreme {
  /** Of the variable. */
  readonly name: string
  /** By what they are found. */
  readonly by: string
  readonly from: Measurement
  readonly where?: readonly string[]
}

/** As many as a person tells apart, and a legend holds. */
const mostCurves = 10

const drawn = (name: string, query: string, from: Measurement, where: readonly string[]): Few => ({
  variable: few(name, query),
  curves: (select) =>
    curves({
      select,
      from,
      where: [...where, inDistrict, `"device" =~ /^$${name}$/`],
      by: ['device'],
      fill: 'none',
      alias: '$tag_device',
    }),
})

/** The ten with the highest values, or all that are chosen where those are fewer. */
export const highest = ({ name, by, from, where = [] }: Extreme): Few =>
  drawn(
    name,
    extremes({ select: by, from, where: [...where, ...chosen], limit: mostCurves }),
    from,
    where,
  )

export const lowest = ({ name, by, from, where = [] }: Extreme): Few =>
  drawn(
    name,
    extremes({ select: by, from, where: [...where, ...chosen], limit: mostCurves, least: true }),
    from,
    where,
  )

/** Those that were so once in the time shown, `= 1`. */
export const onceSo = ({ name, by, from, where = [] }: Extreme, state: string): Few =>
  drawn(name, onceIn({ select: by, from, where: [...where, ...chosen] }, state), from, where)

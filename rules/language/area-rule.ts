/** A rule over an area ready to judge, and the areas that a device is in. */
import type { AreaMeaning } from '../../core/area-member.ts'
import type { Device } from '../../core/device.ts'
import { powerArea } from '../../core/area-member.ts'
import { metresBetween } from '../../core/distance.ts'
import type { RuleId } from '../../core/identity.ts'
import { cellDigits, type AreaDocument } from './area-document.ts'

export interface AreaRule {
  readonly id: RuleId
  readonly document: AreaDocument
  readonly source: string
  readonly meaning: AreaMeaning
}

/** Where areas are found around alarms, all of the city is one until they are. */
const wholeCity = ['']

export function areasOf({ document: { over } }: AreaRule, device: Device): readonly string[] {
  if (typeof over === 'object') {
    if (!('around' in over)) return wholeCity
    return over.around
      .filter((point) => metresBetween(point, device) <= over.radius)
      .map(({ name }) => `around:${name}`)
  }
  if (over === 'site') return [`site:${device.site}`]
  if (over === 'gateway') return device.gateway === undefined ? [] : [`gateway:${device.gateway}`]
  if (over === 'catchment') {
    return device.catchment === undefined ? [] : [`catchment:${device.catchment}`]
  }
  // The silence of what stands behind a gateway is told with that of the gateway.
  if (over === 'power')
    return device.power === undefined || device.gateway !== undefined
      ? []
      : [`${powerArea}${device.power}`]
  const code = device.cell?.slice(0, cellDigits[over])
  return code === undefined ? [] : [`${over}:${code}`]
}

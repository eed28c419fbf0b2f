/** Names of kinds, sites, quantities and streets in the chosen language; what has no name is shown as it is written. */
import type { Quality } from '../../core/quantities.ts'
import { city } from '../state/city.ts'
import { showNumber } from '../words/format.ts'
import { qualityWords, switchWords, timingWords } from '../words/values.ts'
import { unitSign } from './units.ts'
import { say } from '../words/words.ts'

export function kindName(kind: string): string {
  const spec = city.value?.kinds[kind]
  return spec === undefined ? kind : say(spec)
}

export function siteName(site: string): string {
  const words = city.value?.sites[site]
  return words === undefined ? site : say(words)
}

export function quantityName(quantity: string): string {
  const spec = city.value?.quantities[quantity]
  return spec === undefined ? quantity : say(spec)
}

/** The sign of the unit; empty for switches and what nobody knows. */
export function unitOf(quantity: string): string {
  const unit = city.value?.quantities[quantity]?.unit ?? ''
  return unit === 'bool' ? '' : unitSign(unit)
}

/** A value with its unit; a switch as yes or no. */
export function showValue(quantity: string, value: number | undefined): string {
  if (value === undefined) return '-'
  if (city.value?.quantities[quantity]?.unit === 'bool' && (value === 0 || value === 1))
    return say(value === 1 ? switchWords.yes : switchWords.no)
  return `${showNumber(value, 2)} ${unitOf(quantity)}`.trim()
}

const operatorSigns: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤', '==': '=' }

/** As people write it. */
export const operatorSign = (operator: string): string => operatorSigns[operator] ?? operator

export interface Comparison {
  readonly quantity: string
  readonly operator: string
  readonly value: number
}

/** `water depth ≥ 15 cm` */
export const showComparison = ({ quantity, operator, value }: Comparison): string =>
  [quantityName(quantity), operatorSign(operator), showValue(quantity, value)].join(' ')

/** `≥ 15` */
export const showThreshold = ({ operator, value }: Omit<Comparison, 'quantity'>): string =>
  `${operatorSign(operator)} ${showNumber(value, 2)}`

export function qualityName(quality: string): string {
  return Object.hasOwn(qualityWords, quality) ? say(qualityWords[quality as Quality]) : quality
}

export function timingName(timing: string): string {
  const words = timingWords[timing]
  return words === undefined ? timing : say(words)
}

/** Of the city, in the order in which they are shown. */
export const kindNames = (): readonly string[] => Object.keys(city.value?.kinds ?? {})

/** Quantities of a kind, those of the thing first and those of the device's own health last, as the city has them. */
export const quantitiesOf = (kind: string): readonly string[] =>
  city.value?.kinds[kind]?.quantities ?? []

export const devicePath = (id: string): string => `/devices/${encodeURIComponent(id)}`
/** The centre, with the device chosen on its map. */
export const mapPath = (device: string): string => `/?device=${encodeURIComponent(device)}`
export const alarmPath = (alarm: string): string => `/alarms/${encodeURIComponent(alarm)}`
export const casePath = (id: string): string => `/cases/${encodeURIComponent(id)}`
export const rulePath = (id: string): string => `/rules/${encodeURIComponent(id)}`

/** Why something did what it did. */
export const whyPath = (of: 'alarm' | 'case' | 'device', id: string): string =>
  `/why?${new URLSearchParams({ [of]: id }).toString()}`

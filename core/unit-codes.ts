/** Units of our quantities in the codes of others: UCUM, and UN/CEFACT Recommendation 20. */

interface UnitCode {
  readonly en: string
  /** Case-sensitive code of UCUM, which has none of levels over a milliwatt. */
  readonly ucum?: string
  readonly cefact?: string
}

const codes: Readonly<Record<string, UnitCode>> = {
  '1': { en: 'one', ucum: '1', cefact: 'C62' },
  '%': { en: 'percent', ucum: '%', cefact: 'P1' },
  '%RH': { en: 'percent of relative humidity', ucum: '%', cefact: 'P1' },
  '%LEL': { en: 'percent of the lower explosive limit', ucum: '%', cefact: 'P1' },
  A: { en: 'ampere', ucum: 'A', cefact: 'AMP' },
  Cel: { en: 'degree Celsius', ucum: 'Cel', cefact: 'CEL' },
  cm: { en: 'centimetre', ucum: 'cm', cefact: 'CMT' },
  'dB(A)': { en: 'decibel, A-weighted', ucum: 'dB[SPL]', cefact: '2N' },
  dBm: { en: 'decibel over one milliwatt' },
  deg: { en: 'degree of angle', ucum: 'deg', cefact: 'DD' },
  kPa: { en: 'kilopascal', ucum: 'kPa', cefact: 'KPA' },
  m: { en: 'metre', ucum: 'm', cefact: 'MTR' },
  'm/s': { en: 'metre per second', ucum: 'm/s', cefact: 'MTS' },
  'm/s2': { en: 'metre per second squared', ucum: 'm/s2', cefact: 'MSK' },
  m3: { en: 'cubic metre', ucum: 'm3', cefact: 'MTQ' },
  'm3/h': { en: 'cubic metre per hour', ucum: 'm3/h', cefact: 'MQH' },
  'm3/s': { en: 'cubic metre per second', ucum: 'm3/s', cefact: 'MQS' },
  'mg/m3': { en: 'milligram per cubic metre', ucum: 'mg/m3', cefact: 'GP' },
  mm: { en: 'millimetre', ucum: 'mm', cefact: 'MMT' },
  'mm/h': { en: 'millimetre per hour', ucum: 'mm/h', cefact: 'H67' },
  'ug/m3': { en: 'microgram per cubic metre', ucum: 'ug/m3', cefact: 'GQ' },
  V: { en: 'volt', ucum: 'V', cefact: 'VLT' },
}

/** A unit that a city wrote itself is called as it wrote it. */
export const unitCodeOf = (unit: string): UnitCode =>
  Object.hasOwn(codes, unit) ? (codes[unit] ?? { en: unit }) : { en: unit }

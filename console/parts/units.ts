/** Units as people write them. */
import { say } from '../words/words.ts'

/** What is not here is written so already. */
const signs: Readonly<Record<string, string>> = {
  deg: '°',
  Cel: '°C',
  'ug/m3': 'µg/m³',
  'mg/m3': 'mg/m³',
  'm/s2': 'm/s²',
}

export const unitSign = (unit: string): string => signs[unit] ?? unit

/** Of a limit, whose unit may be words. */
export const limitUnit = ({
  unit,
  unitZh,
}: {
  readonly unit: string
  readonly unitZh?: string | undefined
}): string => say({ zh: unitZh ?? unitSign(unit), en: unitSign(unit) })

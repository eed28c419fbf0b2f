/** What a device can be set to (配置项): how often it reports, at what values it reports at once, and what its kind declares. */
import { filled, type Bilingual } from './bilingual.ts'
import { kindOf, type Kind } from './kinds.ts'
import { quantityOf } from './quantities.ts'
import type { SettingSpec } from './vocabulary.ts'

/** What every device has, in seconds: the name of that setting. */
const periodSetting = 'period'
/** `threshold.<quantity>` */
const thresholdPrefix = 'threshold.'

const words = {
  period: { zh: '上报间隔', en: 'Reporting interval' },
  threshold: { zh: '{quantity}报警阈值', en: 'Threshold of {quantity}' },
} as const satisfies Readonly<Record<string, Bilingual>>

/** By name, in the order in which they are shown. */
export function settingsOf(kind: Kind): ReadonlyMap<string, SettingSpec> {
  const { settings, quantities } = kindOf(kind)
  const found = new Map<string, SettingSpec>([
    [periodSetting, { ...words.period, unit: 's', min: 5, max: 86_400, whole: true }],
    ...Object.entries(settings),
  ])
  for (const name of quantities) {
    const { unit, min, max, zh, en } = quantityOf(name)
    if (unit === 'bool') continue
    const called = filled(words.threshold, { quantity: { zh, en } })
    found.set(`${thresholdPrefix}${name}`, { ...called, unit, min, max, whole: false })
  }
  return found
}

import type { AlarmTransition } from '../../../core/alarm.ts'
import { deviceSchema, type Device } from '../../../core/device.ts'
import { readingId, type AlarmId, type DeviceId, type RuleId } from '../../../core/identity.ts'
import type { Reading } from '../../../core/reading.ts'
import { instant } from '../../../core/time.ts'
import { originOf } from '../../../outlets/decide/event.ts'

export const began = Date.UTC(2026, 10, 30)

export const origin = originOf(
  { name: { zh: '临江市', en: 'Linjiang  City' } },
  'https://city.example.cn/',
)

/** With everything that must not go out. */
export const device: Device = deviceSchema.parse({
  ...{ id: 'wl-2', kind: 'water', name: '张三家门口 13800138000', site: 'underpass' },
  ...{ longitude: 123.5, latitude: 29.4, cell: '990103001001001', owner: 'lj-zhang-san' },
  ...{ externalId: '866123456789012', mn: 'A110000', period: 60, active: true },
})

export function reading(over: Partial<Reading> = {}): Reading {
  const whole = {
    ...{ type: 'reading' as const, device: device.id, timing: 'live' as const, frame: '0:1' },
    ...{ observedAt: instant(began), receivedAt: instant(began + 412) },
    values: { depth: 3.2 },
    ...over,
  }
  return { ...whole, id: readingId(whole) }
}

export const alarm = (over: Partial<AlarmTransition> = {}): AlarmTransition =>
  ({
    ...{ type: 'alarm', alarm: `deep/wl-2/${began}` as AlarmId, rule: 'deep' as RuleId },
    title: { zh: '积水', en: 'Deep water' },
    subject: { device: 'wl-2' as DeviceId },
    ...{ at: instant(began), kind: 'raised', severity: 'red' },
    evidence: {
      ...{ version: 'abc', condition: 'depth > 30', values: { depth: 42 } },
      readings: [{ id: reading().id, frame: '0:77' }],
      since: instant(began - 60_000),
    },
    case: {
      ...{ work: 'incident', category: '0203', filing: 'automatic' },
      ...{ limit: '2 urgent hours', lead: 'drainage' },
    },
    ...over,
  }) as AlarmTransition

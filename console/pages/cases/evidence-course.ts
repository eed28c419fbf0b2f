/** What the sensor measured around the alarm that decided the case, as far as it can be known. */
import { ApiError, call } from '../../api/client.ts'
import type { Alarm, Bucket, Device, DeviceRule } from '../../api/types.ts'
import { quantitiesOf } from '../../parts/device-names.ts'
import { curveWindow, quantitiesByWeight, type CurveWindow } from '../centre/alarm-window.ts'

export interface EvidenceCourse {
  readonly alarm: Alarm
  readonly device: Device
  readonly rule: DeviceRule | undefined
  readonly quantity: string
  readonly window: CurveWindow
  readonly buckets: readonly Bucket[]
}

/** Why there is no curve: what is gone, or was never measured. */
export type NoCurve = 'alarm' | 'device' | 'quantity' | 'readings'

/** Undefined for what is not there any more; anything else that went wrong is told as it is. */
async function found<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (cause) {
    if (cause instanceof ApiError && cause.status === 404) return undefined
    throw cause
  }
}

export async function readEvidence(
  id: string,
  now: number,
  signal: AbortSignal,
): Promise<EvidenceCourse | NoCurve> {
  const alarm = await found(call('GET /v1/alarms/{id}', { path: { id }, signal }))
  if (alarm === undefined) return 'alarm'
  const path = { id: alarm.device }
  const device = await found(call('GET /v1/devices/{id}', { path, signal }))
  if (device === undefined) return 'device'
  const rules = await found(call('GET /v1/devices/{id}/rules', { path, signal }))
  const rule = rules?.rules.find((one) => one.id === alarm.rule)
  const [quantity] = quantitiesByWeight(quantitiesOf(device.kind), {
    condition: alarm.evidence?.condition ?? '',
    names: Object.keys(alarm.evidence?.values ?? {}),
    limited: rule?.levels.flatMap(({ limits }) => limits.map((limit) => limit.quantity)) ?? [],
  })
  if (quantity === undefined) return 'quantity'
  const since = Math.min(alarm.evidence?.since ?? alarm.raisedAt, alarm.raisedAt)
  const window = curveWindow({ since, clearedAt: alarm.clearedAt, period: device.period, now })
  const { buckets } = await call('GET /v1/readings', {
    query: { device: device.id, quantity, ...window },
    signal,
  })
  return buckets.length === 0 ? 'readings' : { alarm, device, rule, quantity, window, buckets }
}

import { deviceSchema, type Device } from '../../core/device.ts'

/** A registered device of a load, at a place of no grid. */
export const benchDevice = (
  kind: 'water' | 'manhole' | 'dust',
  site: string,
  index: number,
  cell = '990102001001001',
): Device =>
  deviceSchema.parse({
    id: `${kind}-${String(index).padStart(5, '0')}`,
    kind,
    site,
    component: `9901020103${String(index).padStart(6, '0')}`,
    longitude: 120,
    latitude: 30,
    cell,
    period: 3_600,
    active: true,
  })

/** Harmless air at a site. */
export const harmlessAir = (_device: number, n: number, now: number): Uint8Array =>
  Buffer.from(`{"t":${now},"seq":${n},"m":{"pm10":${40 + (n % 17)},"pm25":${20 + (n % 7)}}}`)

/** A wet but harmless road: every reading goes through all the rules of its kind. */
export const harmlessPayload = (_device: number, n: number, now: number): Uint8Array =>
  Buffer.from(`{"t":${now},"seq":${n},"m":{"depth":${(n % 17) / 10},"rain":0.5,"battery":91}}`)

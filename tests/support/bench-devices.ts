import { deviceSchema, type Device } from '../../core/device.ts'

/** A registered device of a load, at a place of no grid. */
export const benchDevice = (kind: 'water' | 'manhole', site: string, index: number): Device =>
  deviceSchema.parse({
    id: `${kind}-${String(index).padStart(5, '0')}`,
    kind,
    site,
    component: `9901020103${String(index).padStart(6, '0')}`,
    longitude: 120,
    latitude: 30,
    cell: '990102001001001',
    period: 3_600,
    active: true,
  })

/** A wet but harmless road: every reading goes through all the rules of its kind. */
export const harmlessPayload = (_device: number, n: number, now: number): Uint8Array =>
  Buffer.from(`{"t":${now},"seq":${n},"m":{"depth":${(n % 17) / 10},"rain":0.5,"battery":91}}`)

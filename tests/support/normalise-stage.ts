/** The pure stage from frames to readings on a small register, with its state kept from run to run. */
import assert from 'node:assert/strict'

import type { Bindings } from '../../core/bindings/bindings.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import type { Device } from '../../core/device.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import { externalIdSchema, type DeviceId } from '../../core/identity.ts'
import type { PartitionState, StateChange } from '../../core/log.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { stationOf } from '../../core/station.ts'
import { instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { accountingFrom, isBalanced } from '../../ingest/accounting.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import type { DeviceLookup } from '../../ingest/denied.ts'
import { normalise } from '../../ingest/normalise.ts'

export const limits = ingestConfigSchema.parse({})
export const at = instant(Date.UTC(2026, 2, 15, 0, 30))

const registered = (id: string, rest: Partial<Device> = {}): [string, RegisteredDevice] => [
  id,
  {
    revision: 1,
    device: {
      id: id as DeviceId,
      kind: 'water',
      site: 'road',
      longitude: 120,
      latitude: 30,
      period: 60,
      active: true,
      ...rest,
    },
  },
]

export const devices = new Map([
  registered('wl-1'),
  registered('off', { active: false }),
  registered('du-1', { kind: 'dust', mn: 'M-1' }),
  registered('rv-1', { site: 'river', stationAddress: '0012345678', gaugeZero: 1 }),
  registered('rd-1', { stationAddress: '0012345679', gaugeZero: 4.1 }),
  registered('gw', { kind: 'gateway', site: 'cabinet' }),
  registered('child', { gateway: 'gw' as DeviceId }),
  registered('pushed', {
    ...{ gateway: 'gw' as DeviceId, mn: 'M-2' },
    externalId: externalIdSchema.parse('868508064807350'),
  }),
  registered('idle-child', { gateway: 'gw' as DeviceId, active: false }),
])

const called = (isCalled: (device: Device) => boolean): RegisteredDevice | undefined =>
  [...devices.values()].find(({ device }) => isCalled(device))

const register: DeviceLookup = {
  get: (id) => devices.get(id),
  station: (name) => called((device) => stationOf(device) === name),
  external: (id) => called(({ externalId }) => externalId === id),
}

export const frame = (
  body: unknown,
  rest: Partial<Omit<Frame, 'source'>> & { source?: string } = {},
) => ({
  type: 'frame' as const,
  channel: 'telemetry' as const,
  topic: 'ub/v1/wl-1/telemetry',
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt: at,
  retained: false,
  ...rest,
  source: (rest.source ?? 'wl-1') as DeviceId,
})

export class State implements PartitionState {
  readonly #values = new Map<string, unknown>()
  get(key: string): unknown {
    return this.#values.get(key)
  }
  entries(prefix: string) {
    return [...this.#values]
      .filter(([key]) => key.startsWith(prefix))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
  }
  apply(changes: readonly StateChange[] = []): void {
    for (const { key, value } of changes) this.#values.set(key, value)
  }
}

export const alone = { partition: 2, partitions: 1 }

export function run(
  frames: readonly (Frame | Tick)[],
  state = new State(),
  from = 0,
  bindings?: Bindings,
) {
  const records = frames.map((value, index) => ({ partition: 2, offset: from + index, value }))
  const effects = normalise({ ...alone, records, state }, register, limits, bindings)
  state.apply(effects.state)
  const values = (name: string): readonly unknown[] =>
    effects.append.filter(({ topic }) => topic.name === name).flatMap((out) => out.values)
  const accounting = accountingFrom(state.get('accounting'))
  assert(isBalanced(accounting))
  return {
    readings: values('readings') as readonly ReadingRecord[],
    deadLetters: values('dead-letters') as readonly DeadLetter[],
    accounting,
    state,
  }
}

/**
 * The program as it is assembled, in one thread, on a clock that a test moves: a day goes by as fast as people act in it. Devices
 * speak straight into the log, so nothing but their socket is left out.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as breath } from 'node:timers/promises'

import { assemble } from '../../app/assembly/assemble.ts'
import { cityDevices } from '../../app/assembly/sample-city.ts'
import { loadConfig } from '../../app/config.ts'
import { openBackends } from '../../app/engines/engines.ts'
import { createObserver } from '../../app/run/observer.ts'
import { accessTokens, issueTokens } from '../../app/tokens.ts'
import { loadDispatchTable } from '../../cases/desk/city-files.ts'
import type { Device } from '../../core/device.ts'
import type { Frame } from '../../core/frame.ts'
import { instant, plus, seconds, type Instant } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'
import { VirtualClock } from './clocks.ts'
import { frameOf, item, type Values } from './sayings.ts'

const city = 'deploy/sample-city'

/** So much goes by each twentieth of a second while nobody moves the clock: pages and desks work on. */
const flow = 250
/** A host that is silent for longer counts as away. */
const stride = seconds(20)

export interface TimeLapse extends AsyncDisposable {
  readonly url: string
  now(): Instant
  token(name: string): string
  api<T>(path: string, options?: { role?: string; body?: object }): Promise<T>
  /** What a device says from now on, every `period` milliseconds. */
  says(device: string, values: Values): void
  /** Moves the clock in strides, in which devices and the broker's ticks speak as they do. */
  until(at: Instant): Promise<void>
  /** Moves it at once: the host was asleep, and nobody judges devices by what it could not hear. */
  leap(at: Instant): Promise<void>
}

export async function openTimeLapse(
  start: Instant,
  devices: readonly string[],
  period: number,
): Promise<TimeLapse> {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  const config = loadConfig({
    environment: {},
    overrides: { data: folder, city, http: { port: 0 } },
  })
  const observer = createObserver({ destination: join(folder, 'log.json'), level: 'error' }, 'day')
  const opened = await openBackends(config, observer)
  const clock = new VirtualClock(start)
  const backends = { ...opened, clock }
  const wanted = new Set(devices)
  const registered = (await cityDevices(city)).filter(({ id }) => wanted.has(id))
  await backends.registry.put(
    registered.map((device): Device => ({ ...device, period: period / 1_000 })),
  )
  const { units } = await loadDispatchTable(city)
  const issued = issueTokens(
    join(folder, 'tokens.json'),
    [...units.values()].map(({ id }) => id),
  )
  const { http, components } = await assemble({
    roles: new Set(['ingest', 'rules', 'series', 'cases', 'api']),
    ...{ config, backends, observer, catalogue: 'rules/catalogue', services: [], threads: [] },
    tokens: accessTokens(issued),
    notifier: { url: 'mqtt://127.0.0.1:1', clientId: 'n', username: 'n', password: 't' },
    board: () => Promise.resolve([]),
    metrics: () => Promise.resolve([]),
  })
  if (http === undefined) throw new Error('the role api has no HTTP server')
  for (const component of components) await component.start()

  const said = new Map<string, number>()
  const saying = new Map<string, { readonly values: Values; next: Instant }>()
  let ticked = start
  /** Moves the clock to `at`, no further than a stride. */
  const move = async (at: Instant) => {
    clock.set(at)
    const frames: Frame[] = []
    for (const [device, one] of saying) {
      if (one.next > at) continue
      one.next = plus(at, period)
      frames.push(frameOf(device, 'telemetry', item(said, device, one.values, at, {}), at))
    }
    const tick = at - ticked >= seconds(1) ? [{ type: 'tick', at } as const] : []
    if (tick.length > 0) ticked = at
    if (frames.length + tick.length > 0)
      await backends.log.append(framesTopic, [...frames, ...tick])
    for (let turn = 0; turn < 5; turn += 1) await breath()
  }
  let moving: Promise<void> = Promise.resolve()
  const flowing = setInterval(() => {
    moving = moving.then(() => move(plus(clock.now(), flow)))
  }, 50)
  const token = (name: string): string => {
    const found = issued.find((one) => one.name === name)
    if (found === undefined) throw new TypeError(`nobody has the token ${name}`)
    return found.token
  }
  const url = http.url()
  return {
    url,
    now: () => clock.now(),
    token,
    async api<T>(
      path: string,
      { role = 'administrator', body }: { role?: string; body?: object } = {},
    ) {
      const response = await fetch(`${url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          authorization: `Bearer ${token(role)}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
      return (text === '' ? undefined : JSON.parse(text)) as T
    },
    says(device, values) {
      saying.set(device, { values, next: clock.now() })
    },
    async until(at) {
      const jump = async () => {
        for (let next = plus(clock.now(), stride); next < at; next = plus(next, stride))
          await move(next)
        if (clock.now() < at) await move(instant(at))
      }
      moving = moving.then(jump)
      await moving
    },
    async leap(at) {
      moving = moving.then(() => move(at))
      await moving
    },
    async [Symbol.asyncDispose]() {
      clearInterval(flowing)
      await moving.catch(() => {})
      for (const component of components.toReversed()) await component.stop()
      await opened[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

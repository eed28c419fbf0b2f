/** Dust rises and the sprayer of the same device runs, in the running program: once for an alarm, ended when it clears, held by people, and not again after a kill. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import type { CommandView } from '../../devices/api/command-contract.ts'
import { device } from '../contract/registry.suite.ts'
import { listenTo, type Ear } from '../support/mqtt-ear.ts'
import {
  commandLine,
  freePort,
  register,
  startSystem,
  type RunningSystem,
  type StartOptions,
} from '../support/running-system.ts'
import { until } from '../support/until.ts'

const rule = `
id: dusty
title: { zh: 扬尘超标, en: Dust }
on: { kind: dust }
levels:
  - { severity: yellow, when: tsp > 300, clear: tsp < 200 }
link: { command: spray-on, arguments: { seconds: 600 } }
case: { category: "0304", filing: none, limit: 1 working day, lead: enforcement }
`

let options: StartOptions
let system: RunningSystem
let ear: Ear
let password: string
let seq = 0

beforeAll(async () => {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-links-'))
  const folder = join(data, 'rules')
  await mkdir(folder)
  await writeFile(join(folder, 'dusty.yaml'), rule)
  const tokens: ReadonlyMap<string, string> = await register(data, [
    device('du-1', { kind: 'dust', site: 'construction' }),
  ])
  options = {
    ...{ data, mqttPort: await freePort(), httpPort: await freePort() },
    environment: { URBAN_BRAIN_RULES__FOLDER: folder },
  }
  system = await startSystem(options)
  password = tokens.get('du-1') ?? ''
  await listen()
}, 180_000)
afterAll(async () => {
  ear?.client.end(true)
  await system?.stop()
  await rm(options.data, { recursive: true, force: true })
})

async function listen(): Promise<void> {
  ear = await listenTo(options.mqttPort, { username: 'du-1', password, clean: false })
  await ear.client.subscribeAsync('ub/v1/du-1/command', { qos: 1 })
}

const says = (tsp: number) =>
  ear.client.publishAsync(
    'ub/v1/du-1/telemetry',
    JSON.stringify({ t: Date.now(), m: { tsp }, seq: (seq += 1) }),
    { qos: 1 },
  )
const heard = () => ear.heard.map((text) => (JSON.parse(text) as CommandView).command)
const told = async () => {
  const { commands } = (await system.api('/v1/devices/du-1/commands')) as {
    commands: readonly CommandView[]
  }
  return commands.map(({ command, by }) => `${command} ${by}`)
}
const alarms = async (standing: boolean) => {
  const { items } = (await system.api(`/v1/alarms?standing=${standing}`)) as {
    items: readonly unknown[]
  }
  return items.length
}

test(
  'an alarm sprays once and its clearing ends it; held nothing is told; a kill doubles nothing',
  { timeout: 180_000 },
  async () => {
    await says(500)
    await until(() => heard().length > 0)
    await says(100)
    await until(() => heard().length > 1)
    expect(heard()).toEqual(['spray-on', 'spray-off'])
    expect(await told()).toEqual(['spray-off rule dusty', 'spray-on rule dusty'])

    const held = await commandLine(options, 'links', 'hold', 'du-1', '--reason', '水泵检修')
    expect([held.code, held.out]).toEqual([0, expect.stringMatching(/du-1\s+held\s.*水泵检修/)])
    await says(500)
    await until(async () => (await alarms(true)) === 1)
    await says(100)
    await until(async () => (await alarms(true)) === 0)
    expect(await told()).toHaveLength(2)
    await commandLine(options, 'links', 'release', 'du-1', '--reason', '修好')
    expect((await commandLine(options, 'links', 'list', '--edits')).out).toContain('go on')

    await says(500)
    await until(async () => (await told()).length === 3)
    await system.kill()
    ear.client.end(true)
    system = await startSystem(options)
    await listen()
    await says(100)
    await until(async () => (await told()).length === 4)
    expect((await told()).slice(0, 2)).toEqual(['spray-off rule dusty', 'spray-on rule dusty'])
  },
)

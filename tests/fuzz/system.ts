/** The system that is fuzzed, in a process of its own, and what a person would say of it afterwards. */
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { shippedCatalogue } from '../../app/package-root.ts'
import { shippedBindings } from '../support/bindings.ts'
import { connectPacket, publishPacket, RawClient } from '../support/mqtt-raw.ts'
import { heapProbe, liveHeap } from '../support/live-heap.ts'
import { memoryOf, type ProcessMemory } from '../support/process-memory.ts'
import { freePort, launchSystem, type LaunchedSystem } from '../support/running-system.ts'
import { environment, goodDevice, registerAll, tokenOf } from './city.ts'
import { pushSecrets } from './push-inputs.ts'
import type { Documents } from './rules-inputs.ts'

/** A hang is one after a minute too; a machine with ten things to do takes half of it for what takes a second. */
const patience = 60_000
/** Words of the log that no input may bring about. */
const alarming =
  /"(http|component)\.failed"|"level":60|unhandled|fatal|Urban Brain stops|(Range|Type|Reference)Error|heap out of memory|^ {4}at /i
/** The notifier looks for the edge before the edge listens. */
const harmless = /ECONNREFUSED/

export interface Fuzzed extends AsyncDisposable {
  readonly mqttPort: number
  readonly httpPort: number
  readonly stationPort: number
  readonly hydrologicalPort: number
  /** Watched by the system. */
  readonly rules: string
  readonly documents: Documents
  /** What is wrong now; nothing when all is well. Lines of the log count once. */
  faults(): Promise<readonly string[]>
  /** The rules as shipped, with an edit that must come into force. */
  rulesFollow(): Promise<readonly string[]>
  memory(): ProcessMemory
  /** What each thread holds after a collection, in MiB. */
  liveHeap(): Promise<Readonly<Record<string, number>>>
  get(path: string): Promise<Response>
}

export async function startFuzzed(): Promise<Fuzzed> {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-fuzz-'))
  const data = join(folder, 'data')
  const rules = join(folder, 'rules')
  const heaps = join(folder, 'heaps')
  const remove = () => rm(folder, { recursive: true, force: true })
  let launched: LaunchedSystem | undefined
  try {
    await cp(shippedCatalogue(), rules, { recursive: true })
    await mkdir(data)
    await mkdir(heaps)
    await registerAll(data)
    const log = new Log()
    const mqttPort = await freePort()
    const httpPort = await freePort()
    const stationPort = await freePort()
    const hydrologicalPort = await freePort()
    const { nodeArguments, environment: probed } = heapProbe(heaps)
    launched = launchSystem({
      data,
      nodeArguments,
      mqttPort,
      httpPort,
      environment: {
        ...environment,
        ...probed,
        URBAN_BRAIN_HJ212__PORT: String(stationPort),
        URBAN_BRAIN_SL651__PORT: String(hydrologicalPort),
        URBAN_BRAIN_RULES__FOLDER: rules,
        URBAN_BRAIN_BINDINGS__FOLDER: shippedBindings,
        URBAN_BRAIN_BINDINGS__SECRETS__ONENET: pushSecrets.ONENET,
        URBAN_BRAIN_BINDINGS__SECRETS__CTWING: pushSecrets.CTWING,
      },
      heard: (text) => log.hear(text),
    })
    await launched.ready()
    return fuzzed({
      launched,
      log,
      mqttPort,
      httpPort,
      stationPort,
      hydrologicalPort,
      rules,
      heaps,
      remove,
      documents: await documentsOf(rules),
    })
  } catch (error) {
    await launched?.end('SIGKILL')
    await remove()
    throw error
  }
}

async function documentsOf(folder: string): Promise<Documents> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const texts = names.map(
    async (name) => [name, await readFile(join(folder, name), 'utf8')] as const,
  )
  return new Map(await Promise.all(texts))
}

class Log {
  #rest = ''
  #bad: string[] = []

  hear(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines)
      if (alarming.test(line) && !harmless.test(line)) this.#bad.push(line.slice(0, 2_000))
  }

  take(): readonly string[] {
    return this.#bad.splice(0)
  }
}

interface Parts {
  readonly launched: LaunchedSystem
  readonly log: Log
  readonly mqttPort: number
  readonly httpPort: number
  readonly stationPort: number
  readonly hydrologicalPort: number
  readonly rules: string
  readonly heaps: string
  readonly documents: Documents
  readonly remove: () => Promise<void>
}

function fuzzed(parts: Parts): Fuzzed {
  const { launched, log, mqttPort, httpPort, stationPort, hydrologicalPort } = parts
  const { rules, documents, remove } = parts
  let ended: number | null | undefined
  void launched.gone.then((code) => (ended = code))
  // Whoever interrupts a long run wants the program to end as well.
  const abandon = () => void launched.end('SIGKILL')
  process.once('exit', abandon)
  const get = (path: string) =>
    fetch(`http://127.0.0.1:${httpPort}${path}`, {
      headers: { authorization: `Bearer ${tokenOf('fuzz-administrator')}` },
      signal: AbortSignal.timeout(patience),
    })
  let edits = 0
  return {
    mqttPort,
    httpPort,
    stationPort,
    hydrologicalPort,
    rules,
    documents,
    memory: () => memoryOf(launched.pid),
    liveHeap: () => liveHeap(parts.heaps),
    get,
    async faults() {
      if (ended !== undefined) return [`the process ended with ${ended}: ${launched.said()}`]
      const [ready, answered, acknowledged] = await Promise.all([
        within(async () => {
          const response = await get('/health/ready')
          return response.status === 200 ? undefined : await response.text()
        }),
        within(async () => {
          const { status } = await get('/v1/devices')
          return status === 200 ? undefined : `GET /v1/devices answers ${status}`
        }),
        within(() => publishes(mqttPort)),
      ])
      return [ready, answered, acknowledged, ...log.take().map((line) => `log: ${line}`)].filter(
        (fault) => fault !== undefined,
      )
    },
    async rulesFollow() {
      for (const [name, text] of documents) await writeFile(join(rules, name), text)
      const title = `edited ${(edits += 1)}`
      const name = 'water-road-depth.yaml'
      const text = documents.get(name) ?? ''
      await writeFile(join(rules, name), text.replace(/, en: [^}]*/, `, en: ${title}`))
      const fault = await within(async () => {
        const found = await (await get('/v1/rules/water-road-depth')).text()
        return found.includes(title) ? undefined : 'an edit of the rules does not come into force'
      })
      return fault === undefined ? [] : [fault]
    },
    async [Symbol.asyncDispose]() {
      process.off('exit', abandon)
      await launched.end('SIGKILL')
      await remove()
    },
  }
}

/** What `look` says at last, when it says something for all of the patience. */
async function within(look: () => Promise<string | undefined>): Promise<string | undefined> {
  const deadline = performance.now() + patience
  for (;;) {
    const fault = await look().catch((error: unknown) => String(error))
    if (fault === undefined || performance.now() > deadline) return fault
    await delay(100)
  }
}

async function publishes(port: number): Promise<string | undefined> {
  const client = await RawClient.open(port)
  const late = setTimeout(() => client.end(), patience)
  try {
    client.send(
      connectPacket({ userName: goodDevice, password: tokenOf(goodDevice) }),
      publishPacket({ topic: `ub/v1/${goodDevice}/telemetry`, payload: '{"m":{"depth":1}}' }),
    )
    await client.until(() => client.acknowledged.length > 0 || client.closed)
    return client.acknowledged.length > 0 ? undefined : 'a good publish gets no PUBACK'
  } finally {
    clearTimeout(late)
    client.end()
  }
}

/** Makes the inputs of a round and sends them; says which of them were answered as nothing may be. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { shippedCatalogue } from '../../app/package-root.ts'
import { createRandom, hashText, type Random } from '../../simulators/script/random.ts'
import { httpInput, type OpenApi } from './http-inputs.ts'
import type { Input, RulesInput, Target } from './input.ts'
import { mqttInput } from './mqtt-inputs.ts'
import { rulesInput } from './rules-inputs.ts'
import { isDefect, packets, send, statuses } from './send.ts'
import type { Fuzzed } from './system.ts'

const program = fileURLToPath(new URL('../../app/bin.js', import.meta.url))
const atOnce = 8
const lintWithin = 20_000
/** Some looks of the system at its folder. */
const lookWithin = 400

const sizes: Readonly<Record<Target, number>> = { mqtt: 120, http: 80, rules: 2 }

/** The same seed, target and round make the same inputs for the same program, whatever came before. */
export async function inputsOf(
  system: Pick<Fuzzed, 'get' | 'documents'>,
  target: Target,
  seed: number,
  round: number,
): Promise<readonly Input[]> {
  const random = createRandom(hashText(`${seed} ${target} ${round}`))
  const make = await makerOf(system, target)
  return Array.from({ length: sizes[target] }, () => make(random))
}

async function makerOf(
  system: Pick<Fuzzed, 'get' | 'documents'>,
  target: Target,
): Promise<(random: Random) => Input> {
  if (target === 'mqtt') return mqttInput
  if (target === 'rules') return (random) => rulesInput(random, system.documents)
  const document = (await (await system.get('/docs/json')).json()) as OpenApi
  return (random) => httpInput(random, document)
}

/** How often each kind of answer came: whether the inputs reach what they are for. */
export type Tally = Record<string, number>

/** The faults that an answer itself shows. */
export async function sendAll(
  system: Fuzzed,
  inputs: readonly Input[],
  tally: Tally = {},
): Promise<readonly string[]> {
  const faults: string[] = []
  const left = inputs.values()
  const work = async () => {
    for (const input of left) faults.push(...(await sendOne(system, input, tally)))
  }
  const rules = inputs.some(({ target }) => target === 'rules')
  await Promise.all(Array.from({ length: rules ? 1 : atOnce }, work))
  return faults
}

async function sendOne(system: Fuzzed, input: Input, tally: Tally): Promise<readonly string[]> {
  const count = (answers: readonly string[]) => {
    for (const answer of answers) tally[answer] = (tally[answer] ?? 0) + 1
  }
  if (input.target === 'rules') {
    const { outcome, faults } = await lint(input)
    count([outcome])
    await edit(system, input)
    return faults
  }
  if (input.target === 'mqtt') {
    const answer = await send(system.mqttPort, input)
    count(answer.bytes.length === 0 ? ['no packet'] : packets(answer))
    return []
  }
  const answer = await send(system.httpPort, input)
  const found = statuses(answer)
  count(found.length === 0 ? ['no answer'] : found)
  return found.filter(isDefect).map((status) => `answers ${status}`)
}

async function put(folder: string, { files }: RulesInput): Promise<void> {
  for (const [name, bytes] of Object.entries(files))
    await writeFile(join(folder, name), Buffer.from(bytes, 'base64'))
}

async function edit(system: Fuzzed, input: RulesInput): Promise<void> {
  await put(system.rules, input)
  await delay(lookWithin)
  for (const name of Object.keys(input.files))
    await writeFile(join(system.rules, name), system.documents.get(name) ?? '')
}

/** `rules lint` in a process of its own ends in time, with a list of mistakes or with none. */
async function lint(
  input: RulesInput,
): Promise<{ readonly outcome: string; readonly faults: readonly string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-fuzz-lint-'))
  try {
    await cp(shippedCatalogue(), folder, { recursive: true })
    await put(folder, input)
    const child = spawn(process.execPath, [program, 'rules', 'lint', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: lintWithin,
      killSignal: 'SIGKILL',
    })
    let error = ''
    child.stderr.on('data', (chunk: Buffer) => (error = (error + chunk.toString()).slice(-2_000)))
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    const outcome = `lint ${code ?? signal}`
    if (signal !== null) return { outcome, faults: [`lint does not end within ${lintWithin} ms`] }
    const wrong = (code !== 0 && code !== 1) || /Error:|^ +at /m.test(error)
    return { outcome, faults: wrong ? [`lint ends with ${code}: ${error}`] : [] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Makes the inputs of a round and sends them; says which of them were answered as nothing may be. */
import { createRandom, hashText, type Random } from '../../simulators/script/random.ts'
import { hj212Input } from './hj212-inputs.ts'
import { sl651Input } from './sl651-inputs.ts'
import { httpInput, type OpenApi } from './http-inputs.ts'
import type { Input, Target, WireInput } from './input.ts'
import { mqttInput } from './mqtt-inputs.ts'
import { rulesInput } from './rules-inputs.ts'
import { sendRules } from './rules-target.ts'
import { answeredBy, confirmedBy, isDefect, packets, send, statuses } from './send.ts'
import type { Fuzzed } from './system.ts'

const atOnce = 8

const sizes: Readonly<Record<Target, number>> = {
  mqtt: 120,
  hj212: 120,
  sl651: 120,
  http: 80,
  rules: 300,
}

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
  if (target === 'hj212') return hj212Input
  if (target === 'sl651') return sl651Input
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
  const count = (answer: string) => (tally[answer] = (tally[answer] ?? 0) + 1)
  const rules = inputs.flatMap((input) => (input.target === 'rules' ? [input] : []))
  const wire = inputs.flatMap((input) => (input.target === 'rules' ? [] : [input])).values()
  const faults: string[] = []
  const work = async () => {
    for (const input of wire) faults.push(...(await sendOne(system, input, count)))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  if (rules.length > 0) faults.push(...(await sendRules(system, rules, count)))
  return faults
}

async function sendOne(
  system: Fuzzed,
  input: WireInput,
  count: (answer: string) => void,
): Promise<readonly string[]> {
  if (input.target === 'mqtt') {
    const answer = await send(system.mqttPort, input)
    for (const name of answer.bytes.length === 0 ? ['no packet'] : packets(answer)) count(name)
    return []
  }
  if (input.target === 'hj212') {
    const commands = answeredBy(await send(system.stationPort, input))
    for (const cn of commands.length === 0 ? ['no answer'] : commands) count(cn)
    return []
  }
  if (input.target === 'sl651') {
    const endings = confirmedBy(await send(system.hydrologicalPort, input))
    for (const ending of endings.length === 0 ? ['no answer'] : endings) count(ending)
    return []
  }
  const found = statuses(await send(system.httpPort, input))
  for (const status of found.length === 0 ? ['no answer'] : found) count(status)
  return found.filter(isDefect).map((status) => `answers ${status}`)
}

/** Runs a decoder over inputs made of a seed: what it throws or takes too long for is a finding, and its heap must come to a plateau. */
import { setImmediate as breath } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { createRandom, hashText } from '../../../simulators/script/random.ts'
import { boundDecoders } from './bound.ts'
import type { Decoder } from './decoder.ts'
import { mqttDecoder } from './mqtt.ts'
import { stationDecoder } from './stations.ts'

export const decoders: Readonly<Record<string, () => Decoder>> = {
  hj212: () => stationDecoder('hj212'),
  sl651: () => stationDecoder('sl651'),
  mqtt: mqttDecoder,
  ...boundDecoders,
}

export interface InsideOptions {
  readonly seed: number
  /** The first input. */
  readonly from?: number
  /** Frames, packets and messages at the least. */
  readonly count: number
}

interface Finding {
  /** `--seed` and `--from` make its input again. */
  readonly input: number
  readonly fault: string
}

export interface Inside {
  /** Connections of stations and of MQTT hold several frames or packets each. */
  readonly inputs: number
  readonly taken: number
  readonly bytes: number
  /** Of processor time. */
  readonly seconds: number
  /** Milliseconds of processor time of the input that took the most. */
  readonly slowest: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
  /** MiB after a collection, after a quarter and at the end. */
  readonly live: readonly number[]
}

/** No input is longer than some hundred KiB, which are read in a few milliseconds. Of processor time, collections of garbage included. */
const mostMilliseconds = 1_000
/** Mend these first. */
const mostFindings = 10

export async function runInside(
  decoder: Decoder,
  name: string,
  options: InsideOptions,
): Promise<Inside> {
  const { seed, from = 0, count } = options
  const outcomes: Record<string, number> = {}
  const findings: Finding[] = []
  const live: number[] = []
  const began = process.cpuUsage()
  let [input, taken, bytes, slowest] = [from, 0, 0, 0]
  for (; taken < count && findings.length < mostFindings; input += 1) {
    const take = decoder.next(createRandom(hashText(`${seed} ${name} ${input}`)))
    const before = process.cpuUsage()
    try {
      const decoded = take()
      bytes += decoded.bytes
      taken += decoded.outcomes.length
      for (const outcome of decoded.outcomes) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    } catch (error) {
      findings.push({ input, fault: String(error instanceof Error ? error.stack : error) })
    }
    const spent = millisecondsSince(before)
    slowest = Math.max(slowest, spent)
    if (spent > mostMilliseconds) findings.push({ input, fault: `takes ${Math.round(spent)} ms` })
    // What was closed is let go of in a turn of its own.
    if (input % 100 === 0) await breath()
    if (live.length === 0 && taken >= count / 4) live.push(liveHeap())
  }
  live.push(liveHeap())
  return {
    ...{ inputs: input - from, taken, bytes, outcomes, findings, live },
    seconds: Math.round(millisecondsSince(began) / 100) / 10,
    slowest: Math.round(slowest),
  }
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function liveHeap(): number {
  collect()
  return Math.round((process.memoryUsage().heapUsed / 2 ** 20) * 10) / 10
}

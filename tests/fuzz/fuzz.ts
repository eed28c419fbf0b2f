/**
 * Sends round after round of bent input to the real program and asks after each whether it still does what it is for.
 * What broke it is kept as a file, narrowed to one input where one is enough.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { writeCorpusFile, type Input, type Target } from './input.ts'
import { plateauOf, type Plateau } from './plateau.ts'
import { startFuzzed, type Fuzzed } from './system.ts'
import { inputsOf, sendAll, type Tally } from './targets.ts'

export interface FuzzOptions {
  readonly targets: readonly Target[]
  readonly seed: number
  /** For each target, and however slow the machine is a few hundred inputs. */
  readonly milliseconds: number
  /** Folder for what broke it. */
  readonly keep: string
  readonly progress: (line: string) => void
}

interface Finding {
  readonly target: Target
  readonly round: number
  readonly faults: readonly string[]
  readonly file: string
}

export interface FuzzResult {
  readonly seed: number
  readonly rounds: Readonly<Record<string, number>>
  readonly inputs: Readonly<Record<string, number>>
  /** Kinds of answers by target. */
  readonly answers: Readonly<Record<string, Tally>>
  readonly findings: readonly Finding[]
  /** By target; in MiB, of the last system if one had to be started anew. */
  readonly memory: Readonly<Record<string, Plateau>>
  /** The most that it ever took, pages of files included. */
  readonly peak: number
  /** Every item that came in is accounted for. */
  readonly balanced: boolean
}

/** Of each target: with fewer it is a matter of luck what they reach. */
const fewestInputs = 300
/** More than these are not looked for: mend these first. */
const mostFindings = 10

export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { seed, targets, milliseconds, progress } = options
  const findings: Finding[] = []
  const rounds: Record<string, number> = {}
  const counts: Record<string, number> = {}
  const answers: Record<string, Tally> = {}
  const memory: Record<string, Plateau> = {}
  let system = await startFuzzed()
  try {
    for (const target of targets) {
      const started = performance.now()
      const passed = () => performance.now() - started
      let own: number[] = []
      let live: number[] = []
      const collect = async () => {
        const threads = await system.liveHeap()
        live.push(Math.round(Object.values(threads).reduce((sum, level) => sum + level, 0)))
        progress(`${target}: after a collection the threads hold ${JSON.stringify(threads)} MiB`)
      }
      const enough = () => passed() >= milliseconds && (counts[target] ?? 0) >= fewestInputs
      for (let round = 0; !enough() && findings.length < mostFindings; round++) {
        const inputs = await inputsOf(system, target, seed, round)
        const faults = await roundOf(system, inputs, (answers[target] ??= {}))
        rounds[target] = round + 1
        counts[target] = (counts[target] ?? 0) + inputs.length
        if (faults.length === 0) {
          own.push(system.memory().anonymous)
          progress(
            `seed ${seed} ${target} round ${round}: ${inputs.length} inputs, own ${own.at(-1)} MiB`,
          )
          if (live.length === 0 && passed() >= milliseconds / 4) await collect()
          continue
        }
        const found = await keep(options, target, round, inputs, faults)
        findings.push(found)
        progress(
          `seed ${seed} ${target} round ${round}: ${found.faults.join('\n  ')}\n  kept in ${found.file}`,
        )
        await system[Symbol.asyncDispose]()
        system = await startFuzzed()
        own = []
        live = []
      }
      await collect()
      memory[target] = plateauOf({ own, live }, milliseconds / 60_000)
    }
    const { balanced } = (await (await system.get('/v1/accounting')).json()) as {
      balanced: boolean
    }
    const { peak } = system.memory()
    return {
      seed,
      rounds,
      inputs: counts,
      answers,
      findings,
      memory,
      peak,
      balanced,
    }
  } finally {
    await system[Symbol.asyncDispose]()
  }
}

/** What was wrong with the answers, or with the system afterwards. */
export async function roundOf(
  system: Fuzzed,
  inputs: readonly Input[],
  tally?: Tally,
): Promise<readonly string[]> {
  const wrong = await sendAll(system, inputs, tally)
  const rules = inputs.some(({ target }) => target === 'rules')
  return [...wrong, ...(await system.faults()), ...(rules ? await system.rulesFollow() : [])]
}

async function keep(
  { keep: folder, seed }: FuzzOptions,
  target: Target,
  round: number,
  inputs: readonly Input[],
  faults: readonly string[],
): Promise<Finding> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${target}-${seed}-${round}.json`)
  // Before narrowing, which may take long.
  await writeCorpusFile(file, { found: faults.join('\n'), inputs: [...inputs] })
  const narrowed = await narrow(inputs)
  if (narrowed === undefined) return { target, round, faults, file }
  await writeCorpusFile(file, { found: narrowed.faults.join('\n'), inputs: [narrowed.input] })
  return { target, round, faults: narrowed.faults, file }
}

/** The first input that is enough alone, on a system that is new. */
async function narrow(
  inputs: readonly Input[],
): Promise<{ readonly input: Input; readonly faults: readonly string[] } | undefined> {
  await using system = await startFuzzed()
  for (const input of inputs) {
    const faults = await roundOf(system, [input])
    if (faults.length > 0) return { input, faults }
  }
  return undefined
}

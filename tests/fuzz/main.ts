/** `npm run fuzz -- mqtt|hj212|sl651|http|rules|all [options]`, `npm run fuzz -- inside <decoder>|all [options]`, `npm run fuzz -- replay <file>`. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { growsInside } from './plateau.ts'
import { decoders, runInside } from './inside/inside.ts'
import { fuzz, roundOf } from './fuzz.ts'
import { readCorpusFile, targets, type Target } from './input.ts'
import { startFuzzed } from './system.ts'

const help = `npm run fuzz -- mqtt|hj212|sl651|http|rules|all [options]
npm run fuzz -- inside ${Object.keys(decoders).join('|')}|all [options]
npm run fuzz -- replay <file>

Sends bent packets, frames of stations, requests and rule documents to the real program and asks after each round whether it still works.
The same seed makes the same inputs. After ten minutes or more of a target its memory must have come to a plateau.
With inside: gives frames, packets and messages to what reads them, without a process or a socket, thousands a second.

  --minutes <n>  for each target (1)
  --seed <n>     where to begin (the time)
  --keep <dir>   where to put what broke it (urban-brain-fuzz in the temporary folder)
  --count <n>    with inside: frames, packets and messages for each (1000000)
  --from <n>     with inside: the first input, to see one again that was found (0)
`
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    keep: { type: 'string', default: join(tmpdir(), 'urban-brain-fuzz') },
    count: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
const progress = (line: string) => process.stderr.write(`${line}\n`)

async function replay(file: string): Promise<boolean> {
  const { inputs } = await readCorpusFile(file)
  await using system = await startFuzzed()
  const faults = await roundOf(system, inputs)
  for (const fault of faults) progress(fault)
  return faults.length === 0
}

/** Of frames and messages, to say whether the heap grows: before that it does, by code and caches. */
const longEnough = 100_000

async function inside(names: readonly string[]): Promise<boolean> {
  let isGood = true
  for (const name of names) {
    const decoder = decoders[name]?.()
    if (decoder === undefined) throw new TypeError(`nothing reads ${name}`)
    const { seed, count, from } = values
    const found = await runInside(decoder, name, {
      ...{ seed: Number(seed), from: Number(from), count: Number(count) },
    })
    process.stdout.write(`${JSON.stringify({ inside: name, seed, ...found })}\n`)
    const grows = Number(count) >= longEnough && growsInside(found.live)
    isGood &&= found.findings.length === 0 && !grows
  }
  return isGood
}

const [word, file] = positionals
// What interrupts it ends it at once.
if (word === 'inside' && file !== undefined)
  process.exit((await inside(file === 'all' ? Object.keys(decoders) : [file])) ? 0 : 1)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(130))
const chosen: readonly Target[] = word === 'all' ? targets : targets.filter((each) => each === word)
if (word === 'replay' && file !== undefined) process.exit((await replay(file)) ? 0 : 1)
if (values.help || chosen.length === 0) {
  process.stdout.write(help)
  process.exit(values.help ? 0 : 2)
}
const result = await fuzz({
  targets: chosen,
  seed: Number(values.seed),
  milliseconds: Number(values.minutes) * 60_000,
  keep: values.keep,
  progress,
})
process.stdout.write(`${JSON.stringify({ fuzz: word, ...result })}\n`)
for (const [target, { eighths, live, verdict }] of Object.entries(result.memory))
  progress(
    `${target}: own ${eighths.join(', ') || '?'} MiB, live ${live.join(', ')} MiB: ${verdict}`,
  )
const grows = Object.values(result.memory).some(({ verdict }) => verdict === 'grows')
process.exit(result.findings.length === 0 && result.balanced && !grows ? 0 : 1)

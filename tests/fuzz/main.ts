/** `npm run fuzz -- mqtt|hj212|http|rules|all [options]`, or `npm run fuzz -- replay <file>`. */
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

import { fuzz, roundOf } from './fuzz.ts'
import { readCorpusFile, targets, type Target } from './input.ts'
import { startFuzzed } from './system.ts'

const help = `npm run fuzz -- mqtt|hj212|http|rules|all [options]
npm run fuzz -- replay <file>

Sends bent packets, frames of stations, requests and rule documents to the real program and asks after each round whether it still works.
The same seed makes the same inputs. After ten minutes or more of a target its memory must have come to a plateau.

  --minutes <n>  for each target (1)
  --seed <n>     where to begin (the time)
  --keep <dir>   where to put what broke it (urban-brain-fuzz in the temporary folder)
`
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    keep: { type: 'string', default: join(tmpdir(), 'urban-brain-fuzz') },
    help: { type: 'boolean', short: 'h', default: false },
  },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => process.exit(130))
const progress = (line: string) => process.stderr.write(`${line}\n`)

async function replay(file: string): Promise<boolean> {
  const { inputs } = await readCorpusFile(file)
  await using system = await startFuzzed()
  const faults = await roundOf(system, inputs)
  for (const fault of faults) progress(fault)
  return faults.length === 0
}

const [word, file] = positionals
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

/** Sends rule documents: all through lint alone, some through the command and the watched folder of the running system. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { shippedCatalogue } from '../../app/package-root.ts'
import type { RulesInput } from './input.ts'
import { startLintProcess, type LintProcess } from './lint-process.ts'
import type { Documents } from './rules-inputs.ts'
import type { Fuzzed } from './system.ts'

const program = fileURLToPath(new URL('../../app/bin.js', import.meta.url))
const lintWithin = 60_000
/** Some looks of the system at its folder. */
const lookWithin = 400
/** The first ones of a round go through everything, which takes seconds each; the others take milliseconds. */
const throughAll = 2

interface Outcome {
  readonly outcome: string
  readonly faults: readonly string[]
}

export async function sendRules(
  system: Pick<Fuzzed, 'rules' | 'documents'>,
  inputs: readonly RulesInput[],
  count: (answer: string) => void,
): Promise<readonly string[]> {
  for (const [index, input] of inputs.entries()) {
    if (index >= throughAll) break
    const { outcome, faults } = await lintCommand(input)
    count(outcome)
    await edit(system, input)
    if (faults.length > 0) return faults
  }
  await using lint = startLintProcess(lintWithin)
  for (const input of inputs) {
    const { outcome, faults } = await lintAlone(lint, input, system.documents)
    count(outcome)
    if (faults.length > 0) return faults
  }
  return []
}

/** The changed files with what they need to be judged: the limits, a test its rule, a rule its test. */
export function withNeeded(
  { files }: RulesInput,
  documents: Documents,
): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>()
  const names = Object.keys(files)
  const ids = names.map((name) => name.replace(/(\.test)?\.yaml$/, ''))
  for (const name of ['limits.yaml', ...ids.flatMap((id) => [`${id}.yaml`, `${id}.test.yaml`])]) {
    const text = documents.get(name)
    if (text !== undefined) found.set(name, Buffer.from(text))
  }
  for (const [name, bytes] of Object.entries(files)) found.set(name, Buffer.from(bytes, 'base64'))
  return found
}

async function lintAlone(
  lint: LintProcess,
  input: RulesInput,
  documents: Documents,
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-fuzz-lint-'))
  try {
    for (const [name, bytes] of withNeeded(input, documents))
      await writeFile(join(folder, name), bytes)
    return await lint.lint(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function put(folder: string, { files }: RulesInput): Promise<void> {
  for (const [name, bytes] of Object.entries(files))
    await writeFile(join(folder, name), Buffer.from(bytes, 'base64'))
}

async function edit(
  { rules, documents }: Pick<Fuzzed, 'rules' | 'documents'>,
  input: RulesInput,
): Promise<void> {
  await put(rules, input)
  await delay(lookWithin)
  for (const name of Object.keys(input.files))
    await writeFile(join(rules, name), documents.get(name) ?? '')
}

/** `rules lint` of the whole catalogue ends in time, with a list of mistakes or with none. */
async function lintCommand(input: RulesInput): Promise<Outcome> {
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
    const outcome = `command ${code ?? signal}`
    if (signal !== null)
      return { outcome, faults: [`rules lint does not end within ${lintWithin} ms`] }
    const wrong = (code !== 0 && code !== 1) || /Error:|^ +at /m.test(error)
    return { outcome, faults: wrong ? [`rules lint ends with ${code}: ${error}`] : [] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

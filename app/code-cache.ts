/**
 * Loads the program in `dist` with what V8 compiled of it when it was built (decision 0084). Each thread requires it before
 * anything else. A file without its code, or with that of another version of V8, is compiled as ever.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'

const here = fileURLToPath(import.meta.url)
const dist = join(dirname(here), '..', '/')
const { extensions } = createRequire(here)
const asEver = extensions['.js']
/** Set by the build: a thread that ends writes down what V8 compiled for it. */
const writes = process.env['CODE_CACHE'] === 'write'

const codeOf = (file: string): string => `${file}.code`

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(codeOf(file))
  } catch {
    return undefined
  }
}

const scripts = new Map<string, Script>()

/** As Node wraps a module. */
const head = '(function (exports, require, module, __filename, __dirname) { '

extensions['.cjs'] = (module, file) => {
  if (!file.startsWith(dist)) {
    asEver?.(module, file)
    return
  }
  const cachedData = writes ? undefined : read(file)
  const script = new Script(`${head}${readFileSync(file, 'utf8')}\n})`, {
    filename: file,
    columnOffset: -head.length,
    ...(cachedData && { cachedData }),
  })
  if (writes) scripts.set(file, script)
  const run = script.runInThisContext() as (...parts: readonly unknown[]) => void
  run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file))
}

/** Of several threads the one that ran most of the file has most of its code. */
function write(file: string, code: Buffer): void {
  const there = statSync(codeOf(file), { throwIfNoEntry: false })
  if (there === undefined || there.size < code.length) writeFileSync(codeOf(file), code)
}

if (writes)
  process.once('exit', () => {
    for (const [file, script] of scripts) write(file, script.createCachedData())
  })

/** Has V8's code of the program written beside it in `dist` (decision 0084). */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** V8 knows a file again by its length alone: before one changes, its code has to go. */
export async function forgetCode(dist: string): Promise<void> {
  if (!existsSync(dist)) return
  const files = await readdir(dist, { recursive: true })
  await Promise.all(
    files.filter((name) => name.endsWith('.code')).map((name) => rm(join(dist, name))),
  )
}

/** Of the line that `run` prints when everything has started. */
const started = 'Bearer tokens'

/** Starts the program once, in a data folder of its own, and stops it. */
export async function buildCode(root: string): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-build-'))
  const foreign = Object.entries(process.env).filter(([name]) => !name.startsWith('URBAN_BRAIN_'))
  try {
    const program = spawn(process.execPath, ['app/bin.js', 'run'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...Object.fromEntries(foreign),
        CODE_CACHE: 'write',
        URBAN_BRAIN_DATA: data,
        URBAN_BRAIN_BROKER__HOST: '127.0.0.1',
        URBAN_BRAIN_BROKER__PORT: '0',
        URBAN_BRAIN_BROKER__WEB_SOCKET_PORT: 'null',
        URBAN_BRAIN_HTTP__PORT: '0',
      },
    })
    let said = ''
    const hear = (chunk: Buffer): void => {
      const before = said
      said += chunk.toString()
      if (said.includes(started) && !before.includes(started)) program.kill()
    }
    program.stdout.on('data', hear)
    program.stderr.on('data', hear)
    const [code] = (await once(program, 'close')) as [number | null]
    if (code !== 0) throw new Error(`the program that was built does not run:\n${said}`)
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

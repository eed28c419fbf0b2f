/** A thread of the program, compiled or, where it is not, out of its source. */
import { existsSync } from 'node:fs'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** In a thread `--import tsx` registers nothing. */
const fromSource = (entry: string): string =>
  `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry)}) })`

/** `name`: of the entry without its extension, beside the file with this `url`. */
export function threadOf(name: string, url: string, options: WorkerOptions): Worker {
  const entry = new URL(`${name}.js`, url)
  return existsSync(entry)
    ? new Worker(entry, options)
    : new Worker(fromSource(new URL(`${name}.ts`, url).href), { ...options, eval: true })
}

/** A thread of the program, compiled or, where it is not, out of its source. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

import { isCompiled, packageRoot } from '../package-root.ts'

/** In a thread `--import tsx` registers nothing. */
const fromSource = (entry: string): string =>
  `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry)}) })`

const compiled = (entry: string): string =>
  ['app/code-cache', entry]
    .map((name) => `require(${JSON.stringify(join(packageRoot(), 'dist', `${name}.cjs`))})`)
    .join('\n')

/** `entry`: path in the project, without its extension. What is compiled keeps its place there below `dist`. */
export function threadOf(entry: string, options: WorkerOptions): Worker {
  if (isCompiled()) return new Worker(compiled(entry), { ...options, eval: true })
  const source = pathToFileURL(join(packageRoot(), `${entry}.ts`)).href
  return new Worker(fromSource(source), { ...options, eval: true })
}

/** Builds the program into `dist`: few large files, since four threads load each file that a start needs. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vite'

import { buildCode, forgetCode } from './build-code-cache.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What node:worker_threads and node:child_process are given by its path keeps its place. */
const entries = ['app/code-cache', 'app/cli/main', 'app/run/worker', 'app/assembly/backtest-worker']

/** Stay in node_modules: they bring machine code, or find files beside themselves. */
const external = [
  '@duckdb/node-bindings',
  '@fastify/swagger-ui',
  '@node-rs/argon2',
  'libsql',
  'lmdb',
  'msgpackr',
  'node-rdkafka',
  'pg',
  'pino',
]

export default defineConfig({
  root,
  publicDir: false,
  ssr: { noExternal: true, external },
  build: {
    ssr: true,
    target: 'node20',
    outDir: 'dist',
    // The console is built beside it.
    emptyOutDir: false,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`])),
      // Node 20 keeps compiled code for scripts alone.
      output: {
        format: 'cjs',
        dynamicImportInCjs: false,
        entryFileNames: '[name].cjs',
        chunkFileNames: 'chunks/[name]-[hash].cjs',
      },
    },
  },
  plugins: [
    {
      name: 'code-cache',
      buildStart: () => forgetCode(join(root, 'dist')),
      closeBundle: () => buildCode(root),
    },
  ],
})

/** Builds the program into `dist`: few large files, since four threads load each file that a start needs. */
import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vite'

/** What node:worker_threads and node:child_process are given by its path keeps its place. */
const entries = ['app/cli/main', 'app/run/worker', 'app/assembly/backtest-worker']

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
  root: fileURLToPath(new URL('..', import.meta.url)),
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
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
})

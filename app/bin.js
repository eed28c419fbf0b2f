#!/usr/bin/env node
// Starts the compiled program; compiles it first when that was not done yet.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiled = new URL('../dist/app/cli/main.js', import.meta.url)
if (!existsSync(compiled))
  execFileSync(
    process.execPath,
    ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.build.json'],
    {
      cwd: root,
      stdio: ['ignore', 2, 2],
    },
  )
await import(compiled.href)

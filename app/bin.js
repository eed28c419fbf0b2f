#!/usr/bin/env node
// Starts the built program; builds it first when that was not done yet.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = fileURLToPath(new URL('../dist/app/cli/main.cjs', import.meta.url))
if (!existsSync(built))
  execFileSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'app/vite.config.ts', '--logLevel=warn'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  )
// MiB, for the threads: at rest V8 would shrink the room of short-lived objects to one, and collect each second what four hold for long.
setFlagsFromString('--min-semi-space-size=4')
const require = createRequire(import.meta.url)
require('../dist/app/code-cache.cjs')
require(built)

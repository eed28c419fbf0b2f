#!/usr/bin/env node
// Starts the built program; builds it first when that was not done yet.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const built = new URL('../dist/app/cli/main.js', import.meta.url)
if (!existsSync(built))
  execFileSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--config', 'app/vite.config.ts', '--logLevel=warn'],
    { cwd: root, stdio: ['ignore', 2, 2] },
  )
await import(built.href)

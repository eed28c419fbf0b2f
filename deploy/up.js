#!/usr/bin/env node
// `npm run up`: the whole distributed city with its simulated devices. Containers where an engine for them runs, else the
// real servers as they are installed on this machine.
import { execFileSync, spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const works = (program, ...words) =>
  spawnSync(program, words, { stdio: 'ignore', timeout: 20_000 }).status === 0

const run = (program, ...words) => {
  const { status } = spawnSync(program, words, { cwd: root, stdio: 'inherit' })
  process.exit(status ?? 1)
}

if (process.argv.includes('--help') || process.argv.includes('-h')) {
  process.stdout
    .write(`npm run up              the distributed city: in containers where docker compose works, else natively
npm run up -- --native  natively in any case; what is missing is named, tests/services/install.sh installs it
npm run down            ends the containers; a native city ends with Ctrl-C
`)
} else if (
  !process.argv.includes('--native') &&
  works('docker', 'info') &&
  works('docker', 'compose', 'version')
) {
  execFileSync(process.execPath, [join('deploy', 'prepare.js')], { cwd: root, stdio: 'inherit' })
  const profiles = ['kafka', 'grafana', 'simulated'].flatMap((name) => ['--profile', name])
  const compose = ['compose', '--file', 'deploy/compose.yaml', ...profiles]
  run('docker', ...compose, 'up', '--build', '--detach', '--wait')
} else {
  process.stdout.write('no container engine answers here: the city starts natively\n')
  run(process.execPath, '--import', 'tsx', join('tests', 'services', 'city.ts'))
}

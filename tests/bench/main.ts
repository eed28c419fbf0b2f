/** `npm run bench -- <name> [options]`: measures, prints progress on the error output and one JSON line at the end. */
import { parseArgs } from 'node:util'

import { pipeline } from './pipeline.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '20' },
    devices: { type: 'string', default: '1000' },
    window: { type: 'string', default: '20' },
    rate: { type: 'string', default: '15000' },
    profile: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

const help = `npm run bench -- pipeline [options]

Published QoS 1 -> acknowledged -> stored -> judged, on the real program in a process of its own, with the load
generator in this one on the same cores.

  --seconds <n>   length of each of the two phases (20)
  --devices <n>   simulated devices, one connection each (1000)
  --window <n>    publishes in flight for each connection (20)
  --rate <n>      readings/s of the second phase, in which latencies are measured (15000)
  --profile <dir> writes a CPU profile of each thread there
`

if (values.help || positionals[0] !== 'pipeline') {
  process.stdout.write(help)
  process.exit(values.help ? 0 : 2)
}
const result = await pipeline({
  seconds: Number(values.seconds),
  devices: Number(values.devices),
  window: Number(values.window),
  rate: Number(values.rate),
  profile: values.profile,
  progress: (line) => process.stderr.write(`${line}\n`),
})
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(0)

/** A process whose start, or whose drain, takes for ever; says which of both it is at. */
import { hearSignals } from '../../app/cli/until-stopped.ts'

const signals = hearSignals()
setInterval(() => {}, 60_000)
if (process.argv[2] === 'drain') {
  process.stdout.write('works\n')
  await signals.untilStopped()
  process.stdout.write('drains\n')
} else process.stdout.write('starts\n')

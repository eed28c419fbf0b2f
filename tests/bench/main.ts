/** `npm run bench -- <name> [options]`: measures, prints progress on the error output and one JSON line at the end. */
import { parseArgs } from 'node:util'

import { backtestBench } from './backtest.ts'
import { besideBench } from './beside.ts'
import { casesBench } from './cases.ts'
import { consoleBench } from './console.ts'
import { fleetBench } from './fleet.ts'
import { lanesBench } from './lanes.ts'
import { outageBench } from './outage.ts'
import { pipeline } from './pipeline.ts'
import { reconnect } from './reconnect.ts'
import { rulesBench } from './rules.ts'
import { scale } from './scale.ts'
import { soak } from './soak.ts'
import { oneMachineBench, tortureBench } from './torture.ts'
import { workBench } from './work.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string' },
    devices: { type: 'string' },
    threads: { type: 'string' },
    rules: { type: 'string' },
    window: { type: 'string' },
    rate: { type: 'string' },
    profile: { type: 'string' },
    keep: { type: 'string' },
    database: { type: 'string' },
    only: { type: 'string', default: '' },
    readings: { type: 'string', default: '400000' },
    workers: { type: 'string', default: '1,2,4' },
    partitions: { type: 'string', default: '12' },
    share: { type: 'string' },
    feeds: { type: 'string', default: '0' },
    few: { type: 'string', default: '1000' },
    gateways: { type: 'string', default: '500' },
    cases: { type: 'string' },
    open: { type: 'string', default: '10000' },
    engines: { type: 'string', default: 'sqlite,postgres' },
    minutes: { type: 'string' },
    days: { type: 'string', default: '30' },
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    full: { type: 'boolean', default: false },
    'one-machine': { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
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
  --feeds <n>     live feeds that are open meanwhile, as of so many open pages (0)
  --profile <dir> writes a CPU profile of each thread there

npm run bench -- beside [options]

The same publishes at QoS 1 to this system, to Mosquitto without persistence, to one that keeps them for a reader who is away, and to
one with a small subscriber that writes each reading into InfluxDB 1.x, in turn on one machine: acknowledged a second, processor
time each, until all is stored too, and how ours stand to theirs, round by round.

  --devices <n>   connections (200)
  --window <n>    publishes in flight for each (50)
  --rounds <n>    (5)
  --seconds <n>   length of each run (10)

npm run bench -- lanes [options]

Dust monitors send as fast as they are acknowledged, and meanwhile covers open: from each one's publish to its case, with lanes and
without them in turn on one machine. Says what the covers waited, what was acknowledged, and that all of it was judged.

  --devices <n>   dust monitors (500)
  --window <n>    publishes in flight for each (50)
  --rounds <n>    of both (5)
  --seconds <n>   length of each run (30)

npm run bench -- work [--write]

What 100,000 readings cost, counted and not timed: bytes in at the sockets, durable, judged, in the time series. Records put into
bytes and read from them, values that stages remember, transactions, statements prepared, writes to sockets, bytes written. Says
what differs from the committed counts (tests/bench/work/figures.json), which tests/long/work.test.ts compares with. Linux.

  --write        commits these counts

npm run bench -- rules [options]

Judging alone, in this process: evaluations a second of processor time with 1, 20 and 100 rules of one comparison, what a reading
costs with few and with many devices, what the shipped catalogue remembers of a device, where the time goes, and how long a
checkpoint and a restore take in the log of one machine.

  --devices <n>   (100000; with 100 rules a fifth of them)
  --rounds <n>    how often each is measured (3)
  --rules <n>     only so many rules of one comparison on each device, with no bound but the heap: a rule on a device takes about
                  600 bytes, so 100 rules on 100,000 devices want NODE_OPTIONS='--max-old-space-size=16000'
  --only <which>  of these, judged or kept alone

npm run bench -- console [options]

What a person waits for: the first view of the command centre in a real browser (time, bytes), the frames of its map while
it is moved, with many devices and open cases, and the time from a breach to the order on an open phone page, to the desk, to
the command centre and to the list of the wall in Grafana, whose query is asked of a real InfluxDB in its place.

  --devices <n>   registered devices (1000; the aim is for 5000)
  --cases <n>     open cases (500)
  --minutes <n>   keeps the command centre open so long, and says what its page remembers each minute (0)
  --only view     the first view alone, opened by eight people one after the other

npm run bench -- scale [options]

The same backlog worked off by several worker processes on a real Kafka, PostgreSQL and InfluxDB, and what one broker
process acknowledges. Servers and generator have one half of the processors, the program the other. Needs what
tests/services/install.sh installs.

  --readings <n>    backlog of each run (400000)
  --workers <list>  numbers of workers (1,2,4)
  --partitions <n>  of each topic (12)
  --devices <n>     devices that the backlog is of (1000)
  --share <n>       holds each worker to n percent of one processor, to see several on a small machine (Linux, root)
  --seconds <n>     length of the broker's run (20)
  --profile <dir>   writes a CPU profile of each process there

npm run bench -- torture [--full] [--seed <n>]

Three workers of a distributed city on real servers, one of them killed every few seconds, every second time with a file of
its own harmed or all of them gone. Meanwhile the Kafka broker is killed, InfluxDB and PostgreSQL are stopped, the disk of the
log of Kafka is full and the network to Kafka is cut: for ten seconds each, with --full for a minute; an empty database stands
in the place of the registers; the disks of all data folders are full; those of edge, a worker and the desk are read-only by an
error of the device, then mounted so; files of edge and desk are harmed. 200 silent feeds, 300 silent subscribers and 40 bodies
that dribble are about all the while. Says what is there in the end, and how long each recovery took. Linux, root.

  --seed <n>     which files are harmed, and how (1)

npm run bench -- torture --one-machine [--rounds <n>] [--seed <n>]

The program on one machine, on a small ext4 of its own (Linux, root), under load, with strangers about. In each round one
thing drawn by the seed: killed; stopped; the disk filled to the reserve, to the last byte, or before a start; read-only by an error of
the device; a store deleted or damaged, which the start mends or refuses until a backup is put back.

  --rounds <n>   (200)
  --seed <n>     (1)

npm run bench -- outage [--full] [--rate <n>]

InfluxDB away for a minute, with --full for ten, under a steady load of --rate readings/s (5000).

npm run bench -- soak [options]

A steady load for a long time: the memory of the process, its own and that of mapped files, what each thread and each store
takes, every ten seconds. A third of the run is kept, so the stores have to give space back. Says whether the own memory
grew by more than a tenth after the first ten minutes, or after half of a shorter run.

  --minutes <n>   length (60)
  --rate <n>      readings/s (2000)
  --devices <n>   simulated devices (1000)

npm run bench -- backtest [options]

A backtest out of the time series in DuckDB, a reading a minute of each device, by the shipped rules and by others with one
limit changed: how long it takes beside a desk, and its memory.

  --days <n>      (30)
  --devices <n>   (1000; the promise is for 500)
  --threads <n>   that judge (one for each core; 1: the thread that reads)

npm run bench -- cases [options]

What a desk waits for when the register is large: pages of lists by every filter and order, a search, one case, the report of a
day, the evaluation of a month, on SQLite and on a real PostgreSQL, each beside its limit.

  --cases <n>       closed cases, over three years (1000000)
  --open <n>        open ones, of the last week (10000)
  --rounds <n>      how often each is asked (40); what takes long, less often
  --engines <list>  (sqlite,postgres)
  --only <text>     questions that begin so
  --keep <dir>      where the SQLite file is kept, and asked as it is when it is there
  --database <url>  a PostgreSQL database in place of a new server's, kept in the same way

npm run bench -- fleet [--devices <n>] [--few <n>] [--gateways <n>] [--rounds <n>]

What a registered device costs: a small and a large register in turn, and as many readings as the large one has devices, through
gateways of 20 readings a publish. Memory, time to readiness with and without what was heard before, the first page of
devices, processor time a reading.

  --devices <n>   registered in the large one (1000000)
  --few <n>       and in the small one (1000)
  --gateways <n>  connections (500)
  --rounds <n>    of both (1)
  --profile <dir> writes a CPU profile of each thread there

npm run bench -- reconnect [--devices <n>] [--rounds <n>]

All devices come back at once, to our broker and to Mosquitto in turn: time, processor time, memory of each connection.

  --devices <n>   devices (1000; a storm is 5000)
  --rounds <n>    rounds of both (5)
`
const progress = (line: string) => process.stderr.write(`${line}\n`)

const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  pipeline: () =>
    pipeline({
      seconds: Number(values.seconds ?? 20),
      devices: Number(values.devices ?? 1_000),
      window: Number(values.window ?? 20),
      rate: Number(values.rate ?? 15_000),
      feeds: Number(values.feeds),
      profile: values.profile,
      progress,
    }),
  console: () =>
    consoleBench({
      devices: Number(values.devices ?? 1_000),
      cases: Number(values.cases ?? 500),
      minutes: Number(values.minutes ?? 0),
      only: values.only,
      progress,
    }),
  rules: () =>
    rulesBench({
      devices: Number(values.devices ?? 100_000),
      rounds: Number(values.rounds ?? 3),
      rules: values.rules === undefined ? undefined : Number(values.rules),
      only: values.only,
      progress,
    }),
  scale: () =>
    scale({
      readings: Number(values.readings),
      devices: Number(values.devices ?? 1_000),
      workers: values.workers.split(',').map(Number),
      partitions: Number(values.partitions),
      share: values.share === undefined ? undefined : Number(values.share),
      seconds: Number(values.seconds ?? 20),
      profile: values.profile,
      progress,
    }),
  torture: () =>
    values['one-machine']
      ? oneMachineBench({
          rounds: Number(values.rounds ?? 200),
          seed: Number(values.seed),
          progress,
        })
      : tortureBench({ full: values.full, seed: Number(values.seed), progress }),
  soak: () =>
    soak({
      minutes: Number(values.minutes ?? 60),
      devices: Number(values.devices ?? 1_000),
      rate: Number(values.rate ?? 2_000),
      progress,
    }),
  fleet: () =>
    fleetBench({
      devices: Number(values.devices ?? 1_000_000),
      few: Number(values.few),
      gateways: Number(values.gateways),
      rounds: Number(values.rounds ?? 1),
      profile: values.profile,
      progress,
    }),
  reconnect: () =>
    reconnect({
      devices: Number(values.devices ?? 1_000),
      rounds: Number(values.rounds ?? 5),
      progress,
    }),
  backtest: () =>
    backtestBench({
      days: Number(values.days),
      devices: Number(values.devices ?? 1_000),
      threads: values.threads === undefined ? undefined : Number(values.threads),
      progress,
    }),
  cases: () =>
    casesBench({
      closed: Number(values.cases ?? 1_000_000),
      open: Number(values.open),
      rounds: Number(values.rounds ?? 40),
      engines: values.engines.split(','),
      keep: values.keep,
      database: values.database,
      only: values.only,
      progress,
    }),
  beside: () =>
    besideBench({
      devices: Number(values.devices ?? 200),
      window: Number(values.window ?? 50),
      rounds: Number(values.rounds ?? 5),
      seconds: Number(values.seconds ?? 10),
      progress,
    }),
  lanes: () =>
    lanesBench({
      devices: Number(values.devices ?? 500),
      window: Number(values.window ?? 50),
      rounds: Number(values.rounds ?? 5),
      seconds: Number(values.seconds ?? 30),
      progress,
    }),
  work: () => workBench({ write: values.write, progress }),
  outage: () => outageBench({ full: values.full, rate: Number(values.rate ?? 5_000), progress }),
}

const bench = benches[positionals[0] ?? '']
if (values.help || bench === undefined) {
  process.stdout.write(help)
  process.exit(values.help ? 0 : 2)
}
process.stdout.write(`${JSON.stringify(await bench())}\n`)
process.exit(0)

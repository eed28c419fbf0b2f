import { defineConfig } from 'vitest/config'

import { LongFirst } from './tests/support/long-first.ts'

/** Groups by the folder that a test stands in; CONTRIBUTING.md says how long each takes. */
const groups = {
  quick: '{unit,property,contract,acceptance,integration}',
  servers: 'servers',
  browser: 'browser',
  long: 'long',
  gates: 'gates',
}

/** They change what all modules of a process know (kinds that a city adds, the browser's globals): each in a process of its own. */
const alone = [
  'tests/unit/app/city-kinds.test.ts',
  'tests/unit/core/kinds.test.ts',
  'tests/unit/console/{added-kind,client,device-number}.test.ts',
  'tests/unit/dashboards/added-kind.test.ts',
  'tests/unit/series/added-kind.test.ts',
]

/** Days that take ten seconds and more; they are played on the engines that a city has. */
const longDays = ['life-of-a-case', 'noise', 'quiet-day', 'restart-again', 'same-facts'].map(
  (day) => `tests/acceptance/${day}.test.ts`,
)

/**
 * Days that long/on-embedded, servers/on-kafka and servers/on-kafka-partitions play in memory first, with the same expectations,
 * and then on engines. Who runs all groups (`npm run test:all`) has them there.
 */
const playedOnEngines = [
  'area-flooding',
  'dead-gateway',
  'every-fact-once',
  'false-closing',
  'manhole-covers',
  'missing-data',
  'power-outage',
  'standing-water',
  'stations',
].map((day) => `tests/acceptance/${day}.test.ts`)
const runsAll = process.env['npm_lifecycle_event'] === 'test:all'

/** A slow machine is no fault; a poll that succeeds does not wait. */
const poll = { timeout: 15_000 }

const walks = {
  // Somebody's whole day; each step of it has a limit of its own.
  testTimeout: 600_000,
  // What a page shows is asked of the program beside it, on the same two cores: not twenty times a second.
  expect: { poll: { timeout: 60_000, interval: 150 } },
}

export default defineConfig({
  test: {
    projects: [
      ...Object.entries(groups).map(([name, folder]) => ({
        extends: true as const,
        test: {
          name,
          include: [`tests/${folder}/**/*.test.ts`],
          exclude: [...longDays, ...alone, ...(runsAll ? playedOnEngines : [])],
          // Loading the same modules for each of three hundred files takes a third of the time of all.
          isolate: name !== 'quick',
          ...(name === 'browser' ? walks : {}),
        },
      })),
      { extends: true as const, test: { name: 'quick-alone', include: alone } },
    ],
    globalSetup: ['./tests/services/shared.ts'],
    // A slow machine is no fault: what takes a minute alone takes several beside others.
    testTimeout: 300_000,
    // More than a start may take on a full machine (tests/support/running-system.ts).
    hookTimeout: 300_000,
    expect: { poll },
    reporters: ['default', './tests/support/closing-line.ts'],
    pool: 'forks',
    // Files of minutes wait for holds, outages and pages, and take half a core each: four of them keep two cores busy.
    maxWorkers: 4,
    sequence: { sequencer: LongFirst },
  },
})

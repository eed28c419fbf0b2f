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

/** Days that take ten seconds and more; long/on-embedded plays them on the engines that a city has. */
const longDays = ['life-of-a-case', 'noise', 'quiet-day', 'restart-every-minute', 'same-facts'].map(
  (day) => `tests/acceptance/${day}.test.ts`,
)

export default defineConfig({
  test: {
    projects: [
      ...Object.entries(groups).map(([name, folder]) => ({
        extends: true as const,
        test: {
          name,
          include: [`tests/${folder}/**/*.test.ts`],
          exclude: [...longDays, ...alone],
          // Loading the same modules for each of three hundred files takes a third of the time of all.
          isolate: name !== 'quick',
        },
      })),
      { extends: true as const, test: { name: 'quick-alone', include: alone } },
    ],
    globalSetup: ['./tests/services/shared.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A slow machine is no fault; a poll that succeeds does not wait.
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default', './tests/support/closing-line.ts'],
    pool: 'forks',
    // Of the long ones many wait, for a hold, an outage or a page: two of them and a third keep two cores busy.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
  },
})

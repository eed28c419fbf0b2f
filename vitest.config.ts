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

/** Days that take ten seconds and more; long/on-embedded plays them on the engines that a city has. */
const longDays = ['life-of-a-case', 'noise', 'quiet-day', 'same-facts']

export default defineConfig({
  test: {
    projects: Object.entries(groups).map(([name, folder]) => ({
      extends: true,
      test: {
        name,
        include: [`tests/${folder}/**/*.test.ts`],
        exclude: longDays.map((day) => `tests/acceptance/${day}.test.ts`),
      },
    })),
    globalSetup: ['./tests/services/shared.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A slow machine is no fault; a poll that succeeds does not wait.
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default', './tests/support/closing-line.ts'],
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
  },
})

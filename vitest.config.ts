import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/bench/**', 'node_modules/**'],
    globalSetup: ['./tests/services/shared.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A slow machine is no fault; a poll that succeeds does not wait.
    expect: { poll: { timeout: 15_000 } },
    reporters: ['default', './tests/support/closing-line.ts'],
    pool: 'forks',
    maxWorkers: 2,
  },
})

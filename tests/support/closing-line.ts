import type { TestModule } from 'vitest/node'

/** Closes every run with `N passed, N failed` (and `, N skipped` when some were), counted over all tests. */
export default class ClosingLine {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      if (module.children.size === 0) count.failed += 1
      for (const test of module.children.allTests()) count[test.result().state] += 1
    }
    const failed = count.failed + count.pending + errors.length
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    setImmediate(() =>
      process.stdout.write(`\n${count.passed} passed, ${failed} failed${skipped}\n`),
    )
  }
}

import { relative } from 'node:path'

import type { TestModule } from 'vitest/node'

const most = 10

/**
 * Closes every run with its slowest files and `N passed, N failed` (and `, N skipped` when some were), counted over all
 * tests.
 */
export default class ClosingLine {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      if (module.children.size === 0) count.failed += 1
      for (const test of module.children.allTests()) count[test.result().state] += 1
    }
    const failed = count.failed + count.pending + errors.length
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : ''
    const closing = `${count.passed} passed, ${failed} failed${skipped}`
    setImmediate(() => process.stdout.write(`\n${[...slowest(modules), closing].join('\n')}\n`))
  }
}

function slowest(modules: readonly TestModule[]): readonly string[] {
  if (modules.length <= most) return []
  const lines = modules
    .map((module) => ({ file: relative('.', module.moduleId), took: module.diagnostic().duration }))
    .sort((a, b) => b.took - a.took)
    .slice(0, most)
    .map(({ file, took }) => `  ${(took / 1_000).toFixed(1).padStart(6)} s  ${file}`)
  return ['The slowest files:', ...lines, '']
}

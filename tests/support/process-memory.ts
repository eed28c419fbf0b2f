import { readFileSync } from 'node:fs'

import { residentOf } from '../../app/run/memory.ts'

/** Resident memory of a process in MiB: what is its own, what is of mapped files, and the most that both ever were. */
export interface ProcessMemory {
  readonly anonymous: number
  readonly file: number
  readonly peak: number
}

const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 20)

export function memoryOf(pid: number): ProcessMemory {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const { anonymous, file } = residentOf(status)
  const peak = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024
  return { anonymous: mebibytes(anonymous), file: mebibytes(file), peak: mebibytes(peak) }
}

export interface Trend {
  /** Mean of the first tenth after the warm-up and of the last one. */
  readonly first: number
  readonly last: number
  readonly growthPercent: number
}

/** How a level went from the end of a warm-up, given as a share of the run, to the end. */
export function trendOf(levels: readonly number[], warmUp: number): Trend {
  const settled = levels.slice(Math.floor(levels.length * warmUp))
  const tenth = Math.max(1, Math.floor(settled.length / 10))
  const first = mean(settled.slice(0, tenth))
  const last = mean(settled.slice(-tenth))
  const growth = first === 0 ? 0 : (last / first - 1) * 100
  return { first: Math.round(first), last: Math.round(last), growthPercent: Math.round(growth) }
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** A setting of the program, and whence its value is. */

/** Where the value in force is written; the later wins. `start`: what the command that started the program says, as `--sample-city`. */
export const settingSources = ['default', 'file', 'environment', 'start'] as const
export type SettingSource = (typeof settingSources)[number]

export interface Setting {
  /** As docs/operations.md names it: `broker.port`. */
  readonly name: string
  /** As the program reads it: lengths of time in milliseconds, secrets as `[redacted]`. */
  readonly value: unknown
  readonly source: SettingSource
  /** What it would be if nobody said anything; left out where it is that, or where there would be none. */
  readonly otherwise?: unknown
  /** The variable of the environment that sets it; left out where none can. */
  readonly variable?: string
}

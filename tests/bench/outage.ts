import { outage } from '../support/torture-outage.ts'

export interface OutageBenchOptions {
  /** Ten minutes, as in the full length; otherwise one. */
  readonly full: boolean
  /** Readings a second. */
  readonly rate: number
  readonly progress: (line: string) => void
}

/** What a time without InfluxDB costs; every list of faults is to be empty. */
export async function outageBench({
  full,
  rate,
  progress,
}: OutageBenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const away = full ? 600_000 : 60_000
  const { lost, foreign, deaths, ...figures } = await outage({
    away,
    rate,
    // So many that a minute of one fits into what its rollup remembers, as with real sensors.
    gauges: Math.ceil(rate / 1.6),
    covers: full ? 60 : 10,
    progress,
  })
  const faults = { lost, foreign, deaths }
  return { bench: 'outage', awaySeconds: away / 1_000, rate, ...figures, faults }
}

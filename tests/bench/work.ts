import { differences, keep, keptFigures, keptReadings } from './work/kept.ts'
import { workOf, type Figures } from './work/work.ts'

interface WorkOptions {
  readonly write: boolean
  readonly progress: (line: string) => void
}

export async function workBench({ write, progress }: WorkOptions): Promise<Figures> {
  const figures = await workOf(keptReadings)
  for (const line of differences(keptFigures(), figures)) progress(line)
  if (write) keep(figures)
  return figures
}

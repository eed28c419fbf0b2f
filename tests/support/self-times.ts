/**
 * Where the time of something goes, by function of ours, in per cent, with the garbage collector's; taken by the profiler of
 * the process that runs it.
 */
import { Session } from 'node:inspector/promises'

const collector = '(garbage collector)'

export async function selfTimes(
  work: () => void,
  most: number,
): Promise<Readonly<Record<string, number>>> {
  const session = new Session()
  session.connect()
  try {
    await session.post('Profiler.enable')
    await session.post('Profiler.start')
    work()
    const { profile } = await session.post('Profiler.stop')
    const names = new Map(
      profile.nodes.map(({ id, callFrame: { functionName, url } }) => [
        id,
        `${functionName === '' ? '(anonymous)' : functionName} ${url.split('/').at(-1) ?? ''}`.trim(),
      ]),
    )
    const times = new Map<string, number>()
    let whole = 0
    profile.samples?.forEach((id, index) => {
      const time = profile.timeDeltas?.[index] ?? 0
      const name = names.get(id) ?? ''
      if (!name.endsWith('.ts') && name !== collector) return
      whole += time
      times.set(name, (times.get(name) ?? 0) + time)
    })
    const sorted = [...times].sort(([, a], [, b]) => b - a).slice(0, most)
    return Object.fromEntries(
      sorted.map(([name, time]) => [name, Math.round((time * 1_000) / whole) / 10]),
    )
  } finally {
    session.disconnect()
  }
}

/** A recorded day lived through once more. */
import { personCommandSchema } from '../../cases/life/commands.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { Instant } from '../../core/time.ts'
import { newestCase, type World } from '../support/world.ts'

import type { Happening } from './happenings.ts'

/** What people were refused, as `at device command: reason`. */
export async function play(
  world: World,
  happenings: readonly Happening[],
): Promise<readonly string[]> {
  const refused: string[] = []
  for (const [at, together] of byInstant(happenings)) {
    const records: (Frame | Tick)[] = []
    for (const happening of together) {
      if ('record' in happening) records.push(happening.record)
      else if ('clockSetBy' in happening) world.setHostClock(happening.clockSetBy)
      else if ('restart' in happening) await world.restart(at)
    }
    await world.advance(at, records)
    for (const happening of together) {
      if (!('command' in happening)) continue
      const { device, by } = happening
      const found = await newestCase(world, device)
      if (found === undefined) throw new Error(`${device} has no case at ${at}`)
      const command = personCommandSchema.parse(happening.command)
      const { refusal } = await world.desk.execute(found.id, command, by)
      if (refusal !== undefined)
        refused.push(`${at} ${device} ${command.command}: ${refusal.reason}`)
      await world.settle()
    }
  }
  return refused
}

function byInstant(happenings: readonly Happening[]): ReadonlyMap<Instant, readonly Happening[]> {
  const groups = new Map<Instant, Happening[]>()
  for (const happening of happenings) {
    const group = groups.get(happening.at)
    if (group === undefined) groups.set(happening.at, [happening])
    else group.push(happening)
  }
  return groups
}

/** Tells whoever listens what becomes of commands to the devices that they see. It is a hint and not resumed: the register has it all. */
import { deskRoles, type Actor, type ActorRole } from '../../core/actor.ts'
import type { DeviceCommands } from '../../core/device-command.ts'
import type { Observer } from '../../core/observer.ts'
import { seconds, type Clock } from '../../core/time.ts'
import { repeated } from '../../runtime/background.ts'
import type { Commits } from '../../runtime/commits.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { seesDevice } from '../../runtime/visible-device.ts'
import { commandView } from './command-views.ts'

export interface CommandNewsDependencies {
  readonly clock: Clock
  readonly observer: Observer
  readonly commands: DeviceCommands
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly changed: Commits
}

interface Listener {
  readonly actor: Actor
  readonly hear: (event: string, command: object) => void
}

const page = 100
const fallback = seconds(1)

/** Returns how to listen; what is returned then ends it. The register is read while somebody does. */
export function besideCases(
  deps: CommandNewsDependencies,
): (actor: Actor, hear: Listener['hear']) => () => void {
  const listeners = new Set<Listener>()
  let ending: AbortController | undefined
  const reading = (): ((signal: AbortSignal) => Promise<void>) => {
    const { commands, changed } = deps
    let revision: number | undefined
    return async (signal) => {
      revision ??= await commands.newest()
      const { generation } = changed
      const rows = await commands.changedSince(revision, page)
      for (const { command, revision: at } of rows) {
        revision = at
        const row = deps.directory.get(command.device)
        for (const { actor, hear } of listeners)
          if (seesDevice(actor, row)) hear('device-command', commandView(command))
      }
      if (rows.length < page) await changed.after(generation, fallback, signal)
    }
  }
  return (actor, hear) => {
    if (!(deskRoles as readonly ActorRole[]).includes(actor.role)) return () => {}
    const listener = { actor, hear }
    listeners.add(listener)
    if (ending === undefined) {
      ending = new AbortController()
      // A register that cannot be read later ends it; whoever comes next begins it again.
      void repeated(
        'command-news',
        deps,
        reading(),
      )(ending.signal).catch(() => {
        ending = undefined
      })
    }
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0) return
      ending?.abort()
      ending = undefined
    }
  }
}

/**
 * Commands on their way to devices. Each stands in the register before it is sent; one whose sending was not written down
 * goes out once more after a crash, under the same number, by which a device knows it.
 */
import type { DeviceCommand, DeviceCommands } from '../core/device-command.ts'
import type { DeviceId } from '../core/identity.ts'
import type { Observer } from '../core/observer.ts'
import { seconds, type Clock } from '../core/time.ts'
import { background, repeated, type Work } from '../runtime/background.ts'
import type { Commits } from '../runtime/commits.ts'
import type { Component } from '../runtime/component.ts'

export interface CommandSenderDependencies {
  readonly clock: Clock
  readonly observer: Observer
  readonly commands: DeviceCommands
  /** Wakes whoever looks at commands. */
  readonly changed: Commits
  /** Resolves when the broker has it; rejects with retry `later` while there is none. */
  readonly send: (to: DeviceId, message: string, signal: AbortSignal) => Promise<void>
  /** Runs the work in one process of the city at a time. */
  readonly underLease: (task: string, work: Work, signal: AbortSignal) => Promise<void>
}

const task = 'device-commands-sender'
const most = 100
/** What another process writes is announced by nobody here. */
const fallback = seconds(1)

export function createCommandSender(deps: CommandSenderDependencies): Component {
  const { clock, observer } = deps
  const turn: Work = (signal) => repeated(task, deps, (held) => sendWaiting(deps, held))(signal)
  return background(task, observer, {
    sending: repeated(task, { clock, observer }, (signal) =>
      deps.underLease('device-commands', turn, signal),
    ),
  })
}

async function sendWaiting(deps: CommandSenderDependencies, signal: AbortSignal): Promise<void> {
  const { clock, observer, commands, changed, send } = deps
  const { generation } = changed
  let sent = 0
  for (const command of await commands.unsent(most)) {
    if (signal.aborted) return
    if (command.until < clock.now()) continue
    await send(command.to, messageOf(command), signal)
    await commands.tell(command.id, { fact: 'sent', at: clock.now() })
    observer.emit('device-command.sent', { command: command.command })
    sent += 1
  }
  if (sent > 0) changed.announce()
  else await changed.after(generation, fallback, signal)
}

/** As docs/commands.md shows it; `device` only where a gateway hears it for another. */
function messageOf({ id, device, to, command, ...rest }: DeviceCommand): string {
  const { arguments: given, given: at, until } = rest
  const child = device === to ? {} : { device }
  return JSON.stringify({ id, ...child, command, arguments: given, given: at, until })
}

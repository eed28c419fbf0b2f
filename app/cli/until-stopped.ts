import { constants } from 'node:os'

/** One Ctrl-C arrives several times when a terminal and npm both pass it on; so long later it is meant as a second one. */
const sameSignal = 1_000

/** SIGHUP: the terminal is gone; Node takes it even where `nohup` told the system to ignore it. */
const drains = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
/** By itself Node opens its debugger to every user of the machine on the first, and ends without a word on the second. */
const ignored = ['SIGUSR1', 'SIGUSR2'] as const

export interface Signals {
  /**
   * Resolves at the first signal that asks to stop, or when the parent process is gone; the next one ends the process at
   * once. Before this is called the first one does: what only begins has nothing to drain.
   */
  untilStopped(): Promise<void>
}

/** From now on no signal ends the process without a word. */
export function hearSignals(): Signals {
  let drain: (() => void) | undefined
  let asked: number | undefined
  const end = (signal: NodeJS.Signals, why: string): never => {
    process.stderr.write(`\n${signal} ${why}: ended at once; what was acknowledged is kept\n`)
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of drains)
    process.on(signal, () => {
      const now = performance.now()
      if (drain === undefined) end(signal, 'during the start')
      else if (asked === undefined) {
        asked = now
        drain()
      } else if (now - asked > sameSignal) end(signal, 'while draining')
    })
  for (const signal of ignored)
    process.on(signal, () => process.stderr.write(`${signal} means nothing here\n`))
  return {
    untilStopped: () =>
      new Promise((resolve) => {
        drain = resolve
        process.on('disconnect', resolve)
        // The parent may be gone already.
        if (process.send !== undefined && !process.connected) resolve()
      }),
  }
}

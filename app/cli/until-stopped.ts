/** One Ctrl-C arrives several times when a terminal and npm both pass it on; so long later it is meant as a second one. */
const sameSignal = 1_000

/** Resolves at SIGINT, SIGTERM, or when the parent process is gone; a second signal ends the process at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked: number | undefined
    const stop = () => {
      const now = Date.now()
      if (asked !== undefined && now - asked > sameSignal) process.exit(130)
      asked ??= now
      resolve()
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    process.on('disconnect', stop)
  })
}

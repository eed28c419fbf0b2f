import type { SessionJournal } from '../../broker/ports.ts'

/** A journal in memory; what is put is durable when the disk lets it. */
export function slowJournal() {
  let free: () => void = () => {}
  let disk = Promise.resolve()
  const journal: SessionJournal = {
    load: async () => [],
    put: () => {},
    remove: () => {},
    flushed: () => disk,
    unready: () => undefined,
    [Symbol.asyncDispose]: async () => {},
  }
  return {
    journal,
    stall: () => void (disk = new Promise((resolve) => (free = resolve))),
    free: () => free(),
  }
}

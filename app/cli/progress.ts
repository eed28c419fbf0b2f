/** A line when a step begins and then at most one a second, on the error output: the outcome stands alone on the other. */
export function progressLines(): (what: string, progress: string) => void {
  let last = ''
  let at = 0
  return (what, progress) => {
    const now = performance.now()
    if (what === last && now - at < 1_000) return
    last = what
    at = now
    process.stderr.write(`${what.padEnd(16)} ${progress}`.trimEnd() + '\n')
  }
}

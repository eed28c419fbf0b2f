import type { Finding } from '../installation/deep.ts'

/** Prints what was found; the command ends with 1 when something must be done. */
export function printFindings(findings: readonly Finding[]): boolean {
  for (const { what, mark, detail } of findings)
    process.stdout.write(`${mark.padEnd(4)}  ${what.padEnd(16)} ${detail}\n`)
  const well = !findings.some(({ mark }) => mark === 'FAIL')
  if (!well) process.exitCode = 1
  return well
}

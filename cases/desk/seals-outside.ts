/** Seals that somebody keeps outside of the system, held against those that the system has. */
import type { CaseSeal } from '../../core/case-seal.ts'
import { caseSealSchema } from '../../core/record-schemas.ts'
import type { RecordFault } from './record-fault.ts'
import { hashOf, isSigned } from './seal.ts'

/** A line that is no seal is undefined. */
type SealLine = CaseSeal | undefined

export const sealLines = (text: string): readonly SealLine[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      try {
        return caseSealSchema.parse(JSON.parse(line))
      } catch {
        return undefined
      }
    })

export interface OutsideCheck {
  /** How many different seals the file has. */
  readonly seals: number
  readonly faults: readonly RecordFault[]
}

/**
 * `seal-damaged`: the file does not hold it as it was signed. `seal-missing`: the system does not have it. `seal-differs`: the
 * system has another one under its number. What the file lacks, for it was begun later or was not reached, is no fault.
 */
export function checkOutside(
  outside: readonly SealLine[],
  inside: ReadonlyMap<number, CaseSeal>,
): OutsideCheck {
  const faults = new Map<string, RecordFault>()
  const found = new Set<number>()
  for (const [index, seal] of outside.entries()) {
    const fault = faultOf(seal, inside)
    const number = seal?.number ?? index + 1
    if (seal !== undefined) found.add(number)
    if (fault !== undefined) faults.set(`${fault} ${number}`, { fault, seal: number })
  }
  return { seals: found.size, faults: [...faults.values()] }
}

function faultOf(
  seal: SealLine,
  inside: ReadonlyMap<number, CaseSeal>,
): RecordFault['fault'] | undefined {
  if (seal === undefined || !isSigned(seal)) return 'seal-damaged'
  const known = inside.get(seal.number)
  if (known === undefined) return 'seal-missing'
  return hashOf(known) === hashOf(seal) ? undefined : 'seal-differs'
}

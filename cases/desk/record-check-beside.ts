/** Proves what is sealed beside the record of cases: by the chains, and by the seals, where these were made to fit. */
import type { CaseSeal, SealedEvaluationEvent } from '../../core/case-seal.ts'
import { missingNumbers } from '../life/hash-chain.ts'
import type { CaseStore } from '../ports.ts'
import type { RecordFault } from './record-fault.ts'

type Store = Pick<CaseStore, 'evaluationLinks' | 'verifyFrozen' | 'verifyLooks'>

interface BesideCheck {
  /** Events of frozen evaluations and of audits. */
  readonly evaluations: number
  readonly looks: number
  readonly faults: readonly RecordFault[]
}

const page = 1_000

/** `seals`: from the one that accepts the record on. */
export async function checkBeside(store: Store, seals: readonly CaseSeal[]): Promise<BesideCheck> {
  const evaluations = await checkEvaluations(store, seals)
  const looks = await checkLooks(store, seals)
  return {
    evaluations: evaluations.count,
    looks: looks.count,
    faults: [...evaluations.faults, ...looks.faults],
  }
}

const keyOf = ({ evaluation, version }: SealedEvaluationEvent): string => `${version} ${evaluation}`

async function checkEvaluations(store: Store, seals: readonly CaseSeal[]) {
  const sealed = new Map<string, { readonly event: SealedEvaluationEvent; readonly seal: number }>()
  for (const { number, beside } of seals)
    for (const event of beside?.evaluations ?? []) sealed.set(keyOf(event), { event, seal: number })
  const last = seals.findLast(({ beside }) => beside !== undefined)?.beside?.evaluation ?? 0

  const faults: RecordFault[] = []
  const names = new Set<string>()
  const found = new Set<string>()
  let after: number | undefined
  for (;;) {
    const rows = await store.evaluationLinks(after, page)
    for (const row of rows) {
      const { evaluation, version } = row
      const known = sealed.get(keyOf(row))
      const where = { evaluation, version, ...(known && { seal: known.seal }) }
      if (known === undefined) {
        if (row.sequence <= last) faults.push({ fault: 'inserted', ...where })
      } else if (known.event.hash !== row.hash) faults.push({ fault: 'changed', ...where })
      else if (known.event.sequence !== row.sequence) faults.push({ fault: 'moved', ...where })
      names.add(evaluation)
      found.add(keyOf(row))
      after = row.sequence
    }
    if (rows.length < page) break
  }
  for (const [key, { event, seal }] of sealed)
    if (!found.has(key)) {
      const { evaluation, version } = event
      faults.push({ fault: 'missing', evaluation, version, seal })
    }
  for (const name of names) faults.push(...(await store.verifyFrozen(name)))
  return { count: found.size, faults }
}

async function checkLooks(store: Store, seals: readonly CaseSeal[]) {
  const heads = seals.flatMap(({ number: seal, beside }) =>
    beside?.look === undefined ? [] : [{ ...beside.look, seal }],
  )
  const sealedHashes = new Map(heads.map((head) => [head.number, head]))
  const forgotten = seals.findLast(({ beside }) => beside !== undefined)?.beside?.forgotten
  const faults: RecordFault[] = []
  let [count, last] = [0, forgotten ?? 0]
  let differs: { readonly number: number; readonly seal: number } | undefined
  /** Up to where the chain is as it was sealed. */
  let good = forgotten ?? 0
  const broken = await store.verifyLooks(({ number, hash }) => {
    count += 1
    // What is gone at the beginning has no neighbour that would miss it.
    if (count === 1 && forgotten !== undefined)
      for (const look of missingNumbers(forgotten + 1, number))
        faults.push({ fault: 'missing', look })
    last = number
    const head = sealedHashes.get(number)
    if (head === undefined) return
    if (head.hash !== hash) differs ??= head
    else if (differs === undefined) good = number
  })
  faults.push(...broken)
  // All hashes behind a change are others: the first stretch that is not as sealed has it.
  if (differs !== undefined)
    faults.push({ fault: 'not-as-sealed', look: good + 1, seal: differs.seal })
  const end = heads.at(-1)
  if (end !== undefined)
    for (const look of missingNumbers(Math.max(last, forgotten ?? 0) + 1, end.number + 1))
      faults.push({ fault: 'missing', look, seal: end.seal })
  return { count, faults }
}

/**
 * Whether a condition can come true at all, whatever will be measured: a limit that the device does not have is unknown
 * for ever, and no value is beyond the range of its quantity. Names are taken one by one, so `depth > 5 && depth < 3`
 * counts as possible.
 */
import type { ASTNode } from '@marcbachmann/cel-js'

export interface Span {
  readonly low: number
  readonly high: number
}

export interface Prospect {
  /** Quantities and windows. */
  isMeasured(name: string): boolean
  /** Where the values of a quantity or window lie; undefined for one that will never have a value. */
  span(name: string): Span | undefined
  /** The value of a part of the condition that holds nothing measured. */
  evaluate(node: ASTNode): unknown
}

interface Outcomes {
  readonly yes: boolean
  readonly no: boolean
}

const never: Outcomes = { yes: false, no: false }

export const isPossible = (node: ASTNode, prospect: Prospect): boolean =>
  outcomes(node, prospect).yes

function outcomes(node: ASTNode, prospect: Prospect): Outcomes {
  if (node.op === '!_') {
    const { yes, no } = outcomes(node.args, prospect)
    return { yes: no, no: yes }
  }
  if (node.op === '&&' || node.op === '||') {
    const [left, right] = [outcomes(node.args[0], prospect), outcomes(node.args[1], prospect)]
    return node.op === '&&'
      ? { yes: left.yes && right.yes, no: left.no || right.no }
      : { yes: left.yes || right.yes, no: left.no && right.no }
  }
  if (node.op === '?:') {
    const [test, yes, no] = node.args.map((part) => outcomes(part, prospect))
    if (test === undefined || yes === undefined || no === undefined) return never
    return {
      yes: (test.yes && yes.yes) || (test.no && no.yes),
      no: (test.yes && yes.no) || (test.no && no.no),
    }
  }
  if (![...names(node)].some((name) => prospect.isMeasured(name))) {
    const value = prospect.evaluate(node)
    return { yes: value === true, no: value === false }
  }
  if (isMissing(node, prospect)) return never
  return compared(node, prospect) ?? { yes: true, no: true }
}

/** Unknown for ever, as arithmetic and comparison with it are. */
function isMissing(node: ASTNode, prospect: Prospect): boolean {
  if (node.op === 'id' && prospect.isMeasured(node.args)) {
    return prospect.span(node.args) === undefined
  }
  if (![...names(node)].some((name) => prospect.isMeasured(name))) {
    return prospect.evaluate(node) === undefined
  }
  return node.op !== '?:' && parts(node).some((part) => isMissing(part, prospect))
}

const mirrored = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' } as const

/** A measured name beside a number. */
function compared(node: ASTNode, prospect: Prospect): Outcomes | undefined {
  const { op } = node
  if (op !== '<' && op !== '<=' && op !== '>' && op !== '>=') return undefined
  const [left, right] = node.args
  const isLeft = left.op === 'id' && prospect.isMeasured(left.args)
  const [side, other] = isLeft ? [left, right] : [right, left]
  if (side.op !== 'id' || !prospect.isMeasured(side.args)) return undefined
  const span = prospect.span(side.args)
  const value = prospect.evaluate(other)
  if (span === undefined || typeof value !== 'number') return undefined
  const { low, high } = span
  switch (isLeft ? op : mirrored[op]) {
    case '>':
      return { yes: high > value, no: low <= value }
    case '>=':
      return { yes: high >= value, no: low < value }
    case '<':
      return { yes: low < value, no: high >= value }
    case '<=':
      break
  }
  return { yes: low <= value, no: high > value }
}

function parts(node: ASTNode): readonly ASTNode[] {
  const below: readonly unknown[] = Array.isArray(node.args) ? node.args : [node.args]
  return below
    .flatMap((part) => (Array.isArray(part) ? (part as unknown[]) : [part]))
    .filter(isNode)
}

const isNode = (part: unknown): part is ASTNode =>
  typeof part === 'object' && part !== null && 'op' in part

/** Asked of every part for every hour of a week. */
const namesOf = new WeakMap<ASTNode, ReadonlySet<string>>()

function names(node: ASTNode): ReadonlySet<string> {
  let found = namesOf.get(node)
  if (found === undefined) {
    found = new Set(
      node.op === 'id' ? [node.args] : parts(node).flatMap((part) => [...names(part)]),
    )
    namesOf.set(node, found)
  }
  return found
}

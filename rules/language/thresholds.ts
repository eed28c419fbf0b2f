/**
 * The numbers that a condition compares a quantity or window with, for people who look at a curve: the parts of it that
 * are such a comparison, with the other side worked out for a device and an instant. Whatever the condition decides
 * without any reading is left out with all that stands in it, so a rule of the night has no limits by day.
 */
import type { ASTNode } from '@marcbachmann/cel-js'

export type Comparator = '>' | '>=' | '<' | '<='

export interface Threshold {
  /** Quantity or window. */
  readonly name: string
  readonly operator: Comparator
  readonly value: number
}

const mirrored = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' } as const
const negated = { '>': '<=', '>=': '<', '<': '>=', '<=': '>' } as const

export interface Reader {
  /** Whether the name is that of a quantity or window. */
  isMeasured(name: string): boolean
  /** The value of a part of the condition while nothing has been measured; undefined when it hangs on that. */
  evaluate(node: ASTNode): unknown
}

export function thresholds(node: ASTNode, reader: Reader): readonly Threshold[] {
  const found = walk(node, true, reader)
  const key = ({ name, operator, value }: Threshold) => `${name}${operator}${value}`
  return [...new Map(found.map((one) => [key(one), one])).values()]
}

/** `holds`: the part is to be true for the condition to be so; false below a `!`. */
function walk(node: ASTNode, holds: boolean, reader: Reader): readonly Threshold[] {
  const into = (parts: readonly ASTNode[]) => parts.flatMap((part) => walk(part, holds, reader))
  if (node.op === '!_') return walk(node.args, !holds, reader)
  if (node.op === '&&' || node.op === '||') {
    return typeof reader.evaluate(node) === 'boolean' ? [] : into(node.args)
  }
  if (node.op === '?:') {
    const [test, yes, no] = node.args
    const decided = reader.evaluate(test)
    return into(decided === true ? [yes] : decided === false ? [no] : [yes, no])
  }
  if (node.op === '>' || node.op === '>=' || node.op === '<' || node.op === '<=') {
    return comparison(node.op, node.args, holds, reader)
  }
  return []
}

function comparison(
  op: Comparator,
  [left, right]: readonly [ASTNode, ASTNode],
  holds: boolean,
  reader: Reader,
): readonly Threshold[] {
  const measured = [left, right].filter((side) => isName(side, reader))
  const [side] = measured
  if (measured.length !== 1 || side === undefined || side.op !== 'id') return []
  const value = reader.evaluate(side === left ? right : left)
  if (typeof value !== 'number') return []
  const operator = side === left ? op : mirrored[op]
  return [{ name: side.args, operator: holds ? operator : negated[operator], value }]
}

const isName = (node: ASTNode, reader: Reader): boolean =>
  node.op === 'id' && reader.isMeasured(node.args)

/**
 * Conditions are CEL: parsed and type-checked by cel-js, and then compiled to closures over three-valued logic, because
 * a missing value is neither true nor false. `undefined` is unknown: it passes through arithmetic, comparison and
 * access; `false && unknown` is false, `true || unknown` is true, every other mixture is unknown. This is CEL's own
 * absorption of errors by `&&` and `||`, without the price of throwing.
 *
 * All numbers are doubles (`1` means `1.0`), so that `depth >= 15` says what its author means.
 */
import { Environment, type ASTNode } from '@marcbachmann/cel-js'

import type { Bilingual } from '../../core/bilingual.ts'
import type { Instant } from '../../core/time.ts'
import type { CityClock } from '../judging/city-clock.ts'
import { openSince, type WeekHours } from '../../core/week-hours.ts'
import { clockWords, minuteOfWeek } from './clock-words.ts'
import { libraryWords } from './condition-words.ts'
import type { Limits, LimitTree } from './limits.ts'
import { noSchedule, wrong } from './mistake-words.ts'
import { isPossible, type Span } from './possible.ts'
import { arithmetic, joined, member, unknown, type Evaluate as Evaluation } from './three-valued.ts'
import { thresholds, type Threshold } from './thresholds.ts'

export type Value = number | string | boolean | undefined

/** What a condition is judged in. `slots` holds the quantities and entries of the rule by number. */
export interface Scope {
  readonly slots: readonly (number | undefined)[]
  readonly device: DeviceFacts
  readonly limits: LimitTree
  readonly schedules: ReadonlyMap<string, WeekHours>
  readonly at: Instant
  readonly clock: CityClock
}

export interface DeviceFacts {
  readonly id: string
  readonly kind: string
  readonly site: string
  readonly zone: string | undefined
  /** Seconds. */
  readonly period: number
  readonly limits: LimitTree
}

export interface Names {
  /** Quantities of the kind and windows of the rule; the slot is taken when a condition first reads the name. */
  slot(name: string): { readonly slot: number; readonly flag: boolean } | undefined
  readonly known: readonly { readonly name: string; readonly flag: boolean }[]
  readonly limits: Limits
}

/** A name as written, such as `limits.noise[device.zone][period]`, and how to read it. */
interface Read {
  readonly name: string
  value(scope: Scope): Value
}

export interface Condition {
  readonly text: string
  readonly reads: readonly Read[]
  judge(scope: Scope): boolean | undefined
  /** What it compares quantities and windows with, where nothing has been measured yet. Not for the hot path. */
  thresholds(scope: Omit<Scope, 'slots'>): readonly Threshold[]
  /** Whether it can come true at this instant, with values of `spans`; what is not there never has a value. */
  possible(scope: Omit<Scope, 'slots'>, spans: ReadonlyMap<string, Span>): boolean
}

export interface ConditionMistake {
  readonly said: Bilingual
  readonly offset: number
}

type Evaluate = Evaluation<Scope>

const longest = 4_000
/** Of the tree that is compiled: names, numbers, operators. Work on it may be quadratic, and calls itself. */
const bounds = { maxAstNodes: 500, maxDepth: 32 }
const mostMistakes = 20

const deviceNames = ['id', 'kind', 'site', 'zone', 'period', 'limits']

export function compileCondition(
  text: string,
  names: Names,
): { readonly condition: Condition } | { readonly mistakes: readonly ConditionMistake[] } {
  if (text.length > longest)
    return { mistakes: [{ said: wrong('conditionLength', { most: longest }), offset: longest }] }
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits: bounds })
  for (const { name, flag } of names.known) {
    environment.registerVariable(name, flag ? 'bool' : 'double')
  }
  environment.registerVariable('device', 'map<string, dyn>')
  environment.registerVariable('limits', 'map<string, dyn>')
  environment.registerVariable('schedules', 'map<string, dyn>')
  for (const [name, { type }] of Object.entries(clockWords)) {
    environment.registerVariable(name, type)
  }

  let ast: ASTNode
  try {
    ast = environment.parse(text).ast
  } catch (error) {
    return { mistakes: [mistakeOf(error)] }
  }
  const compiler = new Compiler(text, names)
  const evaluate = compiler.compile(ast)
  if (compiler.mistakes.length > 0) return { mistakes: compiler.mistakes.slice(0, mostMistakes) }
  const { rewritten, shift } = doubles(text, compiler.integers)
  const checked = environment.check(rewritten)
  if (!checked.valid) {
    const { said, offset } = mistakeOf(checked.error)
    return { mistakes: [{ said, offset: shift(offset) }] }
  }
  if (checked.type !== 'bool' && checked.type !== 'dyn') {
    return { mistakes: [{ said: wrong('notBoolean', { type: checked.type ?? '' }), offset: 0 }] }
  }
  const measured = new Set(names.known.map(({ name }) => name))
  const unmeasured = (scope: Omit<Scope, 'slots'>) => ({
    isMeasured: (name: string) => measured.has(name),
    evaluate: (node: ASTNode) => new Compiler(text, names).compile(node)({ ...scope, slots: [] }),
  })
  const reads = [...new Map(compiler.reads.map((read) => [read.name, read])).values()]
  return {
    condition: {
      text,
      reads,
      judge(scope) {
        const value = evaluate(scope)
        return typeof value === 'boolean' ? value : undefined
      },
      thresholds(scope) {
        return thresholds(ast, unmeasured(scope))
      },
      possible(scope, spans) {
        return isPossible(ast, { ...unmeasured(scope), span: (name) => spans.get(name) })
      },
    },
  }
}

function mistakeOf(error: unknown): ConditionMistake {
  if (!(error instanceof Error)) return { said: libraryWords(String(error)), offset: 0 }
  const summary =
    'summary' in error && typeof error.summary === 'string' ? error.summary : undefined
  const range = 'range' in error ? (error.range as { start?: number } | undefined) : undefined
  const message = (summary ?? error.message)
    .replace('Exceeded maxAstNodes', 'more names, numbers and operators than may be')
    .replace('Exceeded maxDepth', 'nested deeper than may be')
  return { said: libraryWords(message), offset: range?.start ?? 0 }
}

/** The text with every integer written as a double, and the way back from its offsets. */
function doubles(text: string, integers: readonly { start: number; end: number; value: number }[]) {
  let rewritten = ''
  let from = 0
  const moves: { at: number; by: number }[] = []
  for (const { start, end, value } of [...integers].sort((a, b) => a.start - b.start)) {
    const double = `${value}.0`
    rewritten += text.slice(from, start) + double
    moves.push({ at: rewritten.length, by: double.length - (end - start) })
    from = end
  }
  rewritten += text.slice(from)
  const shift = (offset: number) =>
    moves.reduce((sum, move) => (offset >= move.at ? sum - move.by : sum), offset)
  return { rewritten, shift }
}

class Compiler {
  readonly mistakes: ConditionMistake[] = []
  readonly integers: { start: number; end: number; value: number }[] = []
  readonly reads: Read[] = []
  readonly #text: string
  readonly #names: Names

  constructor(text: string, names: Names) {
    this.#text = text
    this.#names = names
  }

  compile(node: ASTNode): Evaluate {
    switch (node.op) {
      case 'value':
        return this.#literal(node)
      case 'id':
        return this.#reading(node, this.#name(node.args, node))
      case '.':
      case '[]':
        return this.#reading(node, this.#path(node))
      case '!_': {
        const inner = this.compile(node.args)
        return (scope) => {
          const value = inner(scope)
          return typeof value === 'boolean' ? !value : undefined
        }
      }
      case '-_': {
        const inner = this.compile(node.args)
        return (scope) => {
          const value = inner(scope)
          return typeof value === 'number' ? -value : undefined
        }
      }
      case '&&':
        return joined(this.compile(node.args[0]), this.compile(node.args[1]), false)
      case '||':
        return joined(this.compile(node.args[0]), this.compile(node.args[1]), true)
      case '?:': {
        const [test, yes, no] = node.args.map((part) => this.compile(part))
        if (test === undefined || yes === undefined || no === undefined) return unknown
        return (scope) => {
          const value = test(scope)
          return value === true ? yes(scope) : value === false ? no(scope) : undefined
        }
      }
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '+':
      case '-':
      case '*':
      case '/':
        return arithmetic(node.op, this.compile(node.args[0]), this.compile(node.args[1]))
      case '==':
      case '!=': {
        const left = this.compile(node.args[0])
        const right = this.compile(node.args[1])
        const equal = node.op === '=='
        return (scope) => {
          const a = left(scope)
          const b = right(scope)
          return a === undefined || b === undefined ? undefined : (a === b) === equal
        }
      }
      case 'in':
        return this.#membership(node.args[0], node.args[1])
      case '%':
      case '.?':
      case '[?]':
      case 'call':
      case 'rcall':
      case 'list':
      case 'map':
        break
    }
    const what = node.op === 'call' || node.op === 'rcall' ? node.args[0] : node.op
    return this.#refuse(wrong('notUsable', { what }), node)
  }

  #literal(node: ASTNode): Evaluate {
    const literal = node.args
    if (typeof literal === 'bigint') {
      const value = Number(literal)
      this.integers.push({ start: node.start, end: node.end, value })
      return () => value
    }
    if (
      typeof literal === 'number' ||
      typeof literal === 'string' ||
      typeof literal === 'boolean'
    ) {
      return () => literal
    }
    return this.#refuse(wrong('literals'), node)
  }

  #membership(item: ASTNode, list: ASTNode): Evaluate {
    if (list.op !== 'list') return this.#refuse(wrong('inWantsList'), list)
    const left = this.compile(item)
    const members = list.args.map((member) => this.compile(member))
    return (scope) => {
      const value = left(scope)
      if (value === undefined) return undefined
      return members.some((member) => member(scope) === value)
    }
  }

  /** Notes the outermost name or path as something the condition read. */
  #reading(node: ASTNode, evaluate: Evaluate): Evaluate {
    const name = this.#text.slice(node.start, node.end)
    this.reads.push({
      name,
      value(scope) {
        const value = evaluate(scope)
        return typeof value === 'object' ? undefined : (value as Value)
      },
    })
    return evaluate
  }

  #name(name: string, node: ASTNode): Evaluate {
    switch (name) {
      case 'device':
        return (scope) => scope.device
      case 'limits':
        return (scope) => scope.limits
      case 'schedules':
        return this.#refuse(wrong('scheduleByName'), node)
      default: {
        const word = Object.hasOwn(clockWords, name) ? clockWords[name] : undefined
        if (word !== undefined) return (scope) => word.value(scope.clock, scope.at)
        const found = this.#names.slot(name)
        if (found === undefined) return this.#refuse(wrong('nothingCalled', { name }), node)
        const { slot, flag } = found
        return flag
          ? (scope) => (scope.slots[slot] === undefined ? undefined : scope.slots[slot] !== 0)
          : (scope) => scope.slots[slot]
      }
    }
  }

  /** `a.b`, `a["b"]` and `a[expression]`, as far as they are constant checked against what exists. */
  #path(node: ASTNode): Evaluate {
    const [root, schedule] = constantPath(node)
    if (root === 'schedules') return this.#schedule(schedule, node)
    this.#checkPath(node)
    return this.#access(node)
  }

  /** Whether it is open by the hours of that name. */
  #schedule(name: string | undefined, node: ASTNode): Evaluate {
    const { schedules } = this.#names.limits
    if (name === undefined || !schedules.has(name))
      return this.#refuse(noSchedule(String(name), schedules.keys()), node)
    return ({ schedules: own, clock, at }) => {
      const hours = own.get(name)
      return hours && openSince(hours, minuteOfWeek(clock, at)) !== undefined
    }
  }

  #access(node: ASTNode): Evaluate {
    if (node.op === 'id') return this.#name(node.args, node)
    if (node.op === '.') {
      const [object, key] = node.args
      const inner = this.#access(object)
      return (scope) => member(inner(scope), key)
    }
    if (node.op === '[]') {
      const [object, index] = node.args
      const inner = this.#access(object)
      const key = this.compile(index)
      return (scope) => member(inner(scope), key(scope))
    }
    return this.#refuse(wrong('membersOfNames'), node)
  }

  #checkPath(node: ASTNode): void {
    const [root, ...path] = constantPath(node)
    if (root === 'device' && path[0] !== undefined && !deviceNames.includes(path[0])) {
      this.mistakes.push({ said: wrong('deviceHasNo', { name: path[0] }), offset: node.start })
    }
    if (root !== 'limits') return
    const first = path[0]
    if (first !== undefined && this.#names.limits.ofDevices.has(first)) return
    let at: number | LimitTree | undefined = this.#names.limits.tree
    for (const name of path) {
      at = typeof at === 'object' && Object.hasOwn(at, name) ? at[name] : undefined
    }
    if (at === undefined) {
      this.mistakes.push({
        said: wrong('noLimitInFile', { path: path.join('.') }),
        offset: node.start,
      })
    }
  }

  #refuse(said: Bilingual, node: ASTNode): Evaluate {
    this.mistakes.push({ said, offset: node.start })
    return unknown
  }
}

/** Root and members up to the first one that is computed. */
function constantPath(node: ASTNode): string[] {
  const parts: (string | undefined)[] = []
  let at: ASTNode = node
  while (at.op === '.' || at.op === '[]') {
    const [object, key] = at.args
    parts.unshift(
      typeof key === 'string'
        ? key
        : key.op === 'value' && typeof key.args === 'string'
          ? key.args
          : undefined,
    )
    at = object
  }
  parts.unshift(at.op === 'id' ? at.args : undefined)
  const computed = parts.indexOf(undefined)
  return (computed < 0 ? parts : parts.slice(0, computed)).filter((part) => part !== undefined)
}

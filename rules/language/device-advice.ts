/**
 * What will have no effect of the limits a device is registered with: those that none of its kind's rules reads, or that
 * would put out a table. For people who register devices; what can never fire is said by reach.ts. Pure.
 */
import type { Device } from '../../core/device.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { LimitTree } from './limits.ts'
import type { Rule } from './rule.ts'

type Rules = Pick<RuleSet, 'rules' | 'limits'>

export function limitAdvice({ rules, limits }: Rules, device: Device): readonly string[] {
  const ofKind = rules.filter(({ document }) => document.on.kind === device.kind)
  const read = readPaths(ofKind)
  const tables = readPaths(rules)
  return Object.keys(device.limits ?? {}).flatMap((path) => {
    if (isRead(path, read, limits.tree)) return []
    const below = at(limits.tree, path)
    if (typeof below === 'object') {
      const names = leaves(below, path).slice(0, 4).join(', ')
      return [
        `limits.${path}: is a table of limits and would put its own rules out; name one: ${names}`,
      ]
    }
    const above = path.split('.').slice(0, -1).join('.')
    if (typeof at(limits.tree, above) === 'number') {
      return [`limits.${path}: ${above} is a limit itself, which this would put out`]
    }
    return isRead(path, tables, limits.tree)
      ? [`limits.${path}: no rule for a ${device.kind} reads it, so it changes nothing`]
      : [`limits.${path}: no rule and no table of limits knows it, so it changes nothing`]
  })
}

const namesOf = (rule: Rule): readonly string[] =>
  rule.form === 'absence'
    ? []
    : rule.levels.flatMap(({ when, clear }) =>
        [...when.reads, ...(clear?.reads ?? [])].map(({ name }) => name),
      )

/** Paths of limits up to the first part that is computed; `''` when that is the first. */
function readPaths(rules: readonly Rule[]): readonly string[] {
  const paths = rules.flatMap(namesOf).flatMap((name) => {
    const found = /^(?:device\.)?limits((?:\.\w+|\["\w+"\]|\['\w+'\])*)/.exec(name)
    const path = found?.[1]?.replaceAll(/\[["'](\w+)["']\]/g, '.$1')
    return path === undefined ? [] : [path.slice(1)]
  })
  return [...new Set(paths)]
}

/** The very limit, or one below it that the tables have: what is computed chooses among these. */
const isRead = (path: string, read: readonly string[], tree: LimitTree): boolean =>
  read.some((one) =>
    one === path
      ? typeof at(tree, path) !== 'object'
      : (one === '' || path.startsWith(`${one}.`)) && typeof at(tree, path) === 'number',
  )

function at(tree: LimitTree, path: string): number | LimitTree | undefined {
  let found: number | LimitTree | undefined = tree
  for (const name of path.split('.')) {
    found = typeof found === 'object' && Object.hasOwn(found, name) ? found[name] : undefined
  }
  return found
}

const leaves = (tree: LimitTree, path: string): readonly string[] =>
  Object.entries(tree).flatMap(([name, below]) =>
    typeof below === 'object' ? leaves(below, `${path}.${name}`) : [`${path}.${name}`],
  )

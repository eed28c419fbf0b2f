/**
 * What will have no effect of what a device is registered with, or keeps rules from applying to it: limits that none of
 * its kind's rules reads, limits and a zone that they need and it does not bring. For people who register devices. Pure.
 */
import type { Device } from '../core/device.ts'
import type { RuleSet } from './catalogue.ts'
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

/** Rules of its kind and site that wait for what the device does not have. */
export function missingAdvice({ rules, limits }: Rules, device: Device): readonly string[] {
  const here = rules.filter(
    ({ document: { on } }) => on.kind === device.kind && covers(on.site, device.site),
  )
  const zoned = here.filter(
    (rule) => rule.document.on.zone !== undefined || namesOf(rule).some(readsZone),
  )
  const withoutZone = device.zone === undefined ? zoned.map(({ id }) => id) : []
  const missing = [...limits.ofDevices].flatMap((name) => {
    const waiting = here.filter((rule) => readPaths([rule]).some((path) => headOf(path) === name))
    const has =
      Object.hasOwn(limits.tree, name) ||
      Object.keys(device.limits ?? {}).some((path) => headOf(path) === name)
    return has || waiting.length === 0
      ? []
      : [
          `limits.${name}: is missing, and without it ${named(waiting.map(({ id }) => id))} cannot apply`,
        ]
  })
  return [
    ...(withoutZone.length > 0
      ? [`zone: is missing, and without it ${named(withoutZone)} cannot apply`]
      : []),
    ...missing,
  ]
}

const named = (ids: readonly string[]): string => ids.join(', ')

const covers = (site: string | readonly string[] | undefined, value: string): boolean =>
  site === undefined || [site].flat().includes(value)

const namesOf = (rule: Rule): readonly string[] =>
  rule.form === 'absence'
    ? []
    : rule.levels.flatMap(({ when, clear }) =>
        [...when.reads, ...(clear?.reads ?? [])].map(({ name }) => name),
      )

const readsZone = (name: string): boolean => /\bdevice\.zone\b/.test(name)

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

const headOf = (path: string): string => path.split('.')[0] ?? ''

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

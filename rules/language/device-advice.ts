/**
 * What will have no effect of the limits a device is registered with: those that none of its kind's rules reads, or that
 * would put out a table. For people who register devices; what can never fire is said by reach.ts. Pure.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { limitAt, limitPaths, type LimitTree } from './limits.ts'
import { limitPathsRead } from './limits-read.ts'
import { wrong } from './mistake-words.ts'

type Rules = Pick<RuleSet, 'rules' | 'limits'>

export function limitAdvice({ rules, limits }: Rules, device: Device): readonly Bilingual[] {
  const paths = Object.keys(device.limits ?? {})
  // Most have none, and an import may hold a hundred thousand.
  if (paths.length === 0) return []
  const ofKind = rules.filter(({ document }) => document.on.kind === device.kind)
  const read = ofKind.flatMap(limitPathsRead)
  const tables = rules.flatMap(limitPathsRead)
  return paths.flatMap((path) => {
    if (isRead(path, read, limits.tree)) return []
    const below = limitAt(limits.tree, path)
    if (typeof below === 'object') {
      const names = limitPaths(below, path).slice(0, 4).join(', ')
      return [wrong('ownTable', { path, names })]
    }
    const above = path.split('.').slice(0, -1).join('.')
    if (typeof limitAt(limits.tree, above) === 'number') {
      return [wrong('ownBelow', { path, above })]
    }
    return isRead(path, tables, limits.tree)
      ? [wrong('ownUnread', { path, kind: device.kind })]
      : [wrong('ownUnknown', { path })]
  })
}

/** The very limit, or one below it that the tables have: what is computed chooses among these. */
const isRead = (path: string, read: readonly string[], tree: LimitTree): boolean =>
  read.some((one) =>
    one === path
      ? typeof limitAt(tree, path) !== 'object'
      : (one === '' || path.startsWith(`${one}.`)) && typeof limitAt(tree, path) === 'number',
  )

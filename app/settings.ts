/** Every setting in force, and whence it has its value. */
import { settingSources, type Setting, type SettingSource } from '../core/setting.ts'
import { configSchema, isTree, prefix, redacted, type Configured, type Tree } from './config.ts'

/** In the order of the schema. */
export function settingsOf({ config, said }: Configured): readonly Setting[] {
  const defaults = new Map(leavesOf(redacted(configSchema.parse({})) as Tree))
  return leavesOf(redacted(config) as Tree).map(([name, value]) => {
    const path = name.split('.')
    const source = settingSources.findLast(
      (one) => one === 'default' || isSaid(said[one], path),
    ) as SettingSource
    const variable = variableOf(path)
    return {
      ...{ name, value, source },
      ...(source !== 'default' && defaults.has(name) && { otherwise: defaults.get(name) }),
      ...(variable !== undefined && { variable }),
    }
  })
}

/** Lists, and sections in which nothing is, are one setting. */
function leavesOf(tree: Tree, above: readonly string[] = []): [name: string, value: unknown][] {
  return Object.entries(tree)
    .filter(([, value]) => value !== undefined)
    .flatMap(([key, value]) => {
      const path = [...above, key]
      return isTree(value) && Object.keys(value).length > 0
        ? leavesOf(value, path)
        : [[path.join('.'), value] satisfies [string, unknown]]
    })
}

/** A section that is said to be one value is said in all its parts. */
function isSaid(said: Tree, [key = '', ...rest]: readonly string[]): boolean {
  if (!Object.hasOwn(said, key) || said[key] === undefined) return false
  const value = said[key]
  return rest.length === 0 || !isTree(value) || isSaid(value, rest)
}

/** A name that the environment would read back as another one has none. */
function variableOf(path: readonly string[]): string | undefined {
  if (!path.every((key) => /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)*$/.test(key))) return undefined
  const words = path.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase())
  return `${prefix}${words.join('__')}`
}

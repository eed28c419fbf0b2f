import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { bindingsInvalid, readBindings } from '../../runtime/bindings-folder.ts'
import { BindingsInForce } from '../../runtime/bindings-in-force.ts'
import type { Config } from '../config.ts'

/** Where the bindings of a city stand; a folder that nobody named may be missing. */
export const bindingsFolder = ({ city, bindings }: Pick<Config, 'city' | 'bindings'>) => ({
  folder: bindings.folder ?? join(city, 'bindings'),
  named: bindings.folder !== undefined,
})

const secretsOf = ({ bindings }: Config): ReadonlySet<string> =>
  new Set(Object.keys(bindings.secrets))

/** `pushed`: this process takes what platforms push. */
export const cityBindings = (
  config: Config,
  pushed: boolean,
  shared: { readonly clock: Clock; readonly observer: Observer },
): BindingsInForce =>
  new BindingsInForce({
    ...(pushed && { secrets: secretsOf(config) }),
    ...bindingsFolder(config),
    ...shared,
    watchEvery: config.bindings.watch ? config.bindings.watchEvery : null,
  })

/** For `doctor`. */
export async function checkBindings(config: Config): Promise<string> {
  const { folder, named } = bindingsFolder(config)
  if (!named && !existsSync(folder)) return 'none'
  const { documents, mistakes } = await readBindings(folder, secretsOf(config))
  if (mistakes.length > 0) throw bindingsInvalid(folder, mistakes)
  return `${documents.length} in ${folder}`
}

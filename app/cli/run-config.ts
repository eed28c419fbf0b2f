import { join, resolve } from 'node:path'

import { UrbanBrainError } from '../../core/errors.ts'
import { configure, loadConfig, type Configured } from '../config.ts'
import { packageRoot } from '../package-root.ts'

interface Asked {
  readonly file: string | undefined
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Play the sample city. */
  readonly sample: boolean
}

/** What `run` works with. The sample city has a folder of its own; another one beside it is a contradiction, and said. */
export function runConfig({ file, environment, sample }: Asked): Configured {
  const configured = configure({ file, environment })
  if (!sample) return configured
  const { config } = configured
  const city = join(packageRoot(), 'deploy', 'sample-city')
  const unsaid = loadConfig({ environment: {} }).city
  if (config.city !== unsaid && resolve(config.city) !== resolve(city))
    throw new UrbanBrainError(
      'usage',
      `--sample-city plays the city of its own folder, and the configuration names the city ${config.city}; leave out one of them`,
    )
  if (config.externalBroker !== undefined)
    throw new UrbanBrainError(
      'usage',
      '--sample-city plays devices at the broker of the program, and the configuration has another one in its place (externalBroker); leave out one of them',
    )
  return configure({ file, environment, overrides: { broker: { host: '127.0.0.1' }, city } })
}

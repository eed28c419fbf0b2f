/**
 * One broker of a cluster over Redis, with two devices (wl-1, wl-2) and three services. Run as a program it says its
 * port on standard output and works until it is killed.
 */
import { writeSync } from 'node:fs'

import { redisCluster } from '../../broker/redis/cluster.ts'
import type { BrokerConfig, ServiceToken } from '../../broker/config.ts'
import { redisConfigSchema } from '../../broker/redis/config.ts'
import type { Observer } from '../../core/observer.ts'
import type { DurableLog } from '../../core/log.ts'
import { realClock } from './clocks.ts'
import { hashOf, startBroker, type TestBroker } from './mqtt-broker.ts'
import { RecordingObserver } from './recording-observer.ts'

const services: ServiceToken[] = [
  {
    name: 'notifier',
    tokenHash: hashOf('notify'),
    publish: ['ub/v1/crew/+/notices', 'ub/v1/+/command'],
    subscribe: ['ub/v1/crew/+/receipts'],
  },
  {
    name: 'crew-east',
    tokenHash: hashOf('crew'),
    publish: ['ub/v1/crew/east/word'],
    subscribe: ['ub/v1/crew/east/#'],
  },
  { name: 'wall', tokenHash: hashOf('wall'), publish: [], subscribe: ['ub/v1/+/+'] },
]

export function clusterNode(
  url: string,
  prefix: string,
  options: {
    readonly log?: DurableLog
    readonly config?: Partial<BrokerConfig>
    /** Milliseconds that an answer may take before Redis counts as away; a busy machine is no such thing. */
    readonly commandTimeout?: number
  } = {},
): Promise<TestBroker> {
  const observer: Observer = new RecordingObserver()
  const config = redisConfigSchema.parse({
    url,
    prefix,
    nodeTimeout: 1_500,
    commandTimeout: options.commandTimeout ?? 10_000,
    connectTimeout: 1_000,
  })
  return startBroker({
    ...options,
    config: { serviceTokens: services, ...options.config },
    cluster: redisCluster({ config, clock: realClock, observer }),
  })
}

const [, program = '', url = '', prefix = ''] = process.argv
if (program.endsWith('cluster-node.ts')) {
  const { port } = await clusterNode(url, prefix)
  writeSync(1, `${port}\n`)
}

/** One broker's part in a cluster over a real Redis, without the broker. */
import { redisCluster } from '../../broker/redis/cluster.ts'
import type { Cluster, ClusterMember, ClusterOptions } from '../../broker/ports.ts'
import { redisConfigSchema } from '../../broker/redis/config.ts'
import { silentObserver } from '../../core/observer.ts'
import { smallBounds } from '../contract/broker-sessions.suite.ts'
import { realClock } from './clocks.ts'

export async function joinCluster(
  url: string,
  prefix: string,
  member: Partial<ClusterOptions & ClusterMember> = {},
): Promise<Cluster> {
  const config = redisConfigSchema.parse({ url, prefix, nodeTimeout: 1_500, commandTimeout: 500 })
  const cluster = redisCluster({ config, clock: realClock, observer: silentObserver })({
    ...smallBounds,
    displaced: () => {},
    sessionExpiry: 600_000,
    granted: () => true,
    dropped: () => {},
    kindOf: () => 'device',
    ...member,
  })
  await cluster.start({
    received: () => {},
    moved: () => {},
    recall: () => {},
    inherit: () => Promise.resolve(),
    ...member,
  })
  return cluster
}

import type { RedisConfig } from '../../broker/redis/config.ts'

import type { EngineParts, Ports } from './ports.ts'

/** Several brokers that act as one over Redis. */
export const redis = (
  config: RedisConfig,
  { clock, observer }: EngineParts,
): Pick<Ports, 'mqttSessions'> => ({
  async mqttSessions() {
    const { redisCluster } = await import('../../broker/redis/cluster.ts')
    return { cluster: redisCluster({ config, clock, observer }) }
  },
})

import type { TopicName } from '../../core/log.ts'

/** Names in the cluster; one prefix serves one city, so several can share a cluster. */
export interface Names {
  topic(name: TopicName): string
  group(name: TopicName, group: string): string
  /** The compacted topic that holds what a group remembers, partition by partition. */
  state(name: TopicName, group: string): string
}

export const kafkaNames = (prefix: string): Names => ({
  topic: (name) => `${prefix}.${name}`,
  group: (name, group) => `${prefix}.${name}.${group}`,
  state: (name, group) => `${prefix}.${name}.${group}.state`,
})

/** One topic of the log to one receiver outside (数据外送): the place moves on once the receiver has what it is to have. */
import { outletConsumer, type OutletTopic } from '../core/consumers.ts'
import type { DurableLog } from '../core/log.ts'
import type { TopicRecords } from '../core/topics.ts'
import type { Component } from '../runtime/component.ts'
import { stage } from '../runtime/stage.ts'
import type { CloudEvent } from './decide/event.ts'
import { Delivering, type DeliveringOptions } from './delivering.ts'

export interface OutletDeps<Name extends OutletTopic> extends DeliveringOptions {
  readonly log: DurableLog
  readonly topic: Name
  /** What goes out of these records, in their order. */
  readonly events: (records: readonly TopicRecords[Name][]) => Promise<readonly CloudEvent[]>
}

/** Milliseconds in which more may come, so that a call holds more than one frame's readings. */
const linger = 200

export function createOutlet<Name extends OutletTopic>(deps: OutletDeps<Name>): Component {
  const { log, clock, observer, name, topic, receiver, config, events } = deps
  const delivering = new Delivering(deps)
  const component = stage<Name, number>({
    ...{ log, clock, observer },
    name: `outlet-${name}-${topic}`,
    consumer: outletConsumer(name, topic),
    consume: { maxRecords: config.batch, linger },
    work: async ({ records }, signal) => {
      const going = await events(records.map(({ value }) => value))
      return { told: await delivering.deliver(going, signal) }
    },
    committed: (sent) => {
      if (sent > 0) observer.emit('outlet.sent', { outlet: name }, sent)
    },
  })
  return {
    ...component,
    stop: async () => {
      await component.stop()
      await receiver.close()
    },
    warning: () => delivering.warning(),
  }
}

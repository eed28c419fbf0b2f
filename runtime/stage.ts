import type { Consumer } from '../core/consumers.ts'
import type { TopicName } from '../core/log.ts'
import { topics, type TopicRecords } from '../core/topics.ts'
import { background, type Work } from './background.ts'
import type { Component } from './component.ts'
import { pump, type PumpOptions } from './pump.ts'

/** Which topic is read, and under which group. */
export interface Reads<Name extends TopicName> extends Pick<Consumer, 'group'> {
  readonly topic: Name
}

interface StageOptions<Name extends TopicName, Told> extends Omit<
  PumpOptions<TopicRecords[Name], Told>,
  'topic' | 'group'
> {
  /** Of the component. */
  readonly name: string
  readonly consumer: Reads<Name>
  /** What goes on beside the batches. */
  readonly beside?: Readonly<Record<string, Work>>
}

/** A component that works off a topic of the log: batches in, effects and offset out in one step. */
export function stage<Name extends TopicName, Told>(options: StageOptions<Name, Told>): Component {
  const { name, observer, consumer, beside } = options
  const reading = { ...options, topic: topics[consumer.topic], group: consumer.group }
  return background(name, observer, {
    [consumer.topic]: (signal) => pump(reading, signal),
    ...beside,
  })
}

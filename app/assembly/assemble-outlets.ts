import type { City } from '../../core/city.ts'
import { outletTopics } from '../../core/consumers.ts'
import type { OutletConfig } from '../../outlets/config.ts'
import { originOf } from '../../outlets/decide/event.ts'
import { createOutlet } from '../../outlets/outlet.ts'
import type { OutletReceiver } from '../../outlets/ports.ts'
import { alarmsOut, readingsOut } from '../../outlets/records.ts'
import { createWebhookOutlet } from '../../outlets/webhook/receiver.ts'
import type { Component } from '../../runtime/component.ts'
import type { Config } from '../config.ts'
import type { Shared } from './assembly-options.ts'
import { mustKnowKinds } from './check-outlets.ts'

/** Readings and alarms to systems of others: each topic of each outlet by itself, so that none waits for another. */
export async function assembleOutlets(
  { outlets, cases }: Pick<Config, 'outlets' | 'cases'>,
  shared: Shared,
  city: City,
): Promise<readonly Component[]> {
  mustKnowKinds(outlets)
  const origin = originOf(city, cases.notices.baseUrl)
  const { directory } = shared
  const components: Component[] = []
  for (const [name, config] of Object.entries(outlets)) {
    for (const topic of outletTopics.filter((each) => config.what.includes(each))) {
      const parts = { ...shared, name, config, receiver: await receiverOf(name, config, shared) }
      components.push(
        topic === 'readings'
          ? createOutlet({
              ...{ ...parts, topic },
              events: (records) => readingsOut(records, config, origin, directory),
            })
          : createOutlet({
              ...{ ...parts, topic },
              events: (records) => alarmsOut(records, config, origin, directory),
            }),
      )
    }
  }
  return components
}

async function receiverOf(
  name: string,
  { webhook, kafka }: OutletConfig,
  { clock }: Shared,
): Promise<OutletReceiver> {
  if (webhook !== undefined) return createWebhookOutlet(webhook, clock)
  if (kafka === undefined) throw new TypeError(`outlet ${name} goes nowhere`)
  const { createKafkaOutlet } = await import('../../outlets/kafka/receiver.ts')
  return await createKafkaOutlet(kafka, name)
}

import { describe, expect, test } from 'vitest'

import { answered, clientConfig, loadKafka } from '../../storage/kafka/client.ts'
import { kafkaNames } from '../../storage/kafka/names.ts'
import { restoreState } from '../../storage/kafka/restore.ts'
import { encodeState } from '../../storage/state-codec.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedServer } from '../services/shared.ts'
import { wordsTopic } from '../support/counted-words.ts'
import { freshKafka, openKafka } from '../support/kafka.ts'

describe.skipIf(sharedServicesMissing('kafka') !== undefined)('state read back', () => {
  test.each(['commit', 'abort'] as const)(
    'waits for the end of a transaction that its former owner left open: %s',
    async (end) => {
      const config = freshKafka((await sharedServer('kafka')).bootstrap)
      const topic = kafkaNames(config.prefix).state('readings', 'g')
      await using log = await openKafka(config)
      await log.append(wordsTopic, [{ key: 'a', number: 1 }])
      for await (const batch of log.consume(wordsTopic, 'g', {}, new AbortController().signal)) {
        await batch.complete({ state: [{ key: 'a', value: 'before' }] })
        break
      }
      const kafka = await loadKafka()
      const former = new kafka.Producer({
        ...clientConfig(config),
        'transactional.id': `${config.prefix}.former`,
      })
      await answered((done) => former.connect({ timeout: 10_000 }, done))
      await answered((done) => former.initTransactions(10_000, done))
      await answered((done) => former.beginTransaction(done))
      former.produce(topic, 0, encodeState('after'), 'a')
      await answered((done) => former.flush(10_000, done))

      const restoring = restoreState(kafka, config, topic, 0, new AbortController().signal)
      // Long enough for the reader to have read everything that is committed, many times over.
      const waited = new Promise((resolve) => setTimeout(() => resolve('waited'), 1_500))
      expect(await Promise.race([restoring, waited])).toBe('waited')
      if (end === 'commit') await answered((done) => former.commitTransaction(10_000, done))
      else await answered((done) => former.abortTransaction(10_000, done))
      expect((await restoring).get('a')).toBe(end === 'commit' ? 'after' : 'before')
      await answered((done) => former.disconnect(1_000, done))
    },
  )
})

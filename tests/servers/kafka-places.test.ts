import { describe, expect, test } from 'vitest'

import { topics } from '../../core/topics.ts'
import { KafkaSeed } from '../../storage/kafka/seed.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedServer } from '../services/shared.ts'
import { wordsTopic } from '../support/counted-words.ts'
import { freshKafka, openKafka } from '../support/kafka.ts'

describe.skipIf(sharedServicesMissing('kafka') !== undefined)('the place of a group', () => {
  test(
    'beyond the end of its topic is refused, and the group does not begin anew',
    { timeout: 90_000 },
    async () => {
      const config = freshKafka((await sharedServer('kafka')).bootstrap)
      await using log = await openKafka(config)
      await log.append(wordsTopic, [{ key: 'a', number: 1 }])
      for await (const batch of log.consume(wordsTopic, 'g', {}, new AbortController().signal)) {
        await batch.complete()
        break
      }
      await using seed = await KafkaSeed.open(config, Object.values(topics))
      await seed.place(wordsTopic.name, 'g', [1_000])

      const more = log.consume(wordsTopic, 'g', {}, new AbortController().signal)
      await log.append(wordsTopic, [{ key: 'a', number: 2 }])
      await expect(more[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        code: 'store-foreign',
        retry: 'never',
        message: expect.stringMatching(/up to 1000, and it ends at \d+: /) as string,
      })
    },
  )
})

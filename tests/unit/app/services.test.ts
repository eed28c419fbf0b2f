import { describe, expect, it } from 'vitest'

import { mqttServices } from '../../../app/run/services.ts'
import { hashToken, notifierName, type IssuedToken } from '../../../app/tokens.ts'
import { unitIdSchema } from '../../../core/identity.ts'

const issued: readonly IssuedToken[] = [
  { name: notifierName, role: 'service', token: 'a' },
  { name: 'crew-east', role: 'crew', unit: unitIdSchema.parse('east'), token: 'b' },
  { name: 'operator', role: 'operator', token: 'c' },
]

describe('services of the broker', () => {
  it('are the notifier and the crews, each with its own rights', () => {
    expect(mqttServices(issued)).toEqual([
      {
        name: notifierName,
        tokenHash: hashToken('a'),
        publish: ['ub/v1/crew/+/notices', 'ub/v1/+/command', 'ub/v1/+/configuration'],
        subscribe: ['ub/v1/crew/+/receipts'],
      },
      {
        name: 'crew-east',
        tokenHash: hashToken('b'),
        publish: ['ub/v1/crew/east/receipts'],
        subscribe: ['ub/v1/crew/east/#'],
      },
    ])
  })
})

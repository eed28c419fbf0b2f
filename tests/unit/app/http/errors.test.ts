import { describe, expect, test } from 'vitest'

import { describe as told } from '../../../../app/http/server.ts'
import { UrbanBrainError } from '../../../../core/errors.ts'

const failure = (more: object) =>
  Object.assign(new Error('x'), { name: 'Error', code: 'X', ...more })

describe('what is told of a failed request', () => {
  test('a connection that was closed in the middle of the answer is no defect of this program', () => {
    expect(told(failure({ code: 'ERR_STREAM_PREMATURE_CLOSE' })).code).toBe('request-invalid')
  })

  test('what the library refuses is a mistake of the request, and anything else a defect', () => {
    expect(told(failure({ statusCode: 413 })).code).toBe('request-invalid')
    expect(told(failure({ statusCode: 404 })).code).toBe('not-found')
    expect(told(failure({}))).toMatchObject({ code: 'internal', details: [] })
  })

  test('an error of ours keeps its code and details', () => {
    const ours = new UrbanBrainError('forbidden', 'no', { details: ['why'] })
    expect(told(Object.assign(ours, { statusCode: 500 }))).toEqual({
      code: 'forbidden',
      message: 'no',
      details: ['why'],
    })
  })
})

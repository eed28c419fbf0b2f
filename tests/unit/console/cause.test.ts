import { describe, expect, it } from 'vitest'

import { faultOf, gatewayOf, stormsOf } from '../../../cases/life/cause.ts'
import { causeIn } from '../../../console/parts/cause.ts'

const said = (severity: 'orange' | 'red') =>
  ({ case: { category: '0506', work: 'incident' }, severity }) as Parameters<typeof stormsOf>[0]

describe('the cause of an alarm, as the desk writes it', () => {
  it('is a gateway or a device in doubt by its name', () => {
    expect(causeIn(gatewayOf('gw-1'))).toEqual({ of: 'gateway', device: 'gw-1' })
    expect(causeIn(faultOf('wl-0001'))).toEqual({ of: 'fault', device: 'wl-0001' })
  })

  it('is a storm of a unit, in a cell or anywhere, red ones by themselves', () => {
    const storm = { of: 'storm', category: '0506', work: 'incident' }
    expect(stormsOf(said('orange'), 'lj-drainage-west', '33072600100002').map(causeIn)).toEqual([
      { ...storm, unit: 'lj-drainage-west', red: false, cell: '33072600100002' },
      { ...storm, unit: 'lj-drainage-west', red: false, cell: undefined },
    ])
    expect(stormsOf(said('red'), undefined, '33072600100002').map(causeIn)).toEqual([
      { ...storm, unit: undefined, red: true, cell: '33072600100002' },
      { ...storm, unit: undefined, red: true, cell: undefined },
    ])
  })

  it('is not guessed at when a later version writes another', () => {
    expect(causeIn('weather/typhoon')).toBeUndefined()
    expect(causeIn('storm/unit/0506/errand')).toBeUndefined()
  })
})

/** A cloudburst (暴雨) over four devices, to be played again and again. */
import { timeline, type Outcome, type Timeline } from './timeline.ts'

const options = {
  start: '2026-07-20T18:00:00+08:00',
  devices: ['wl-0001', 'wl-0002', 'mh-0001', 'mh-0021'],
}
const crew = 'lj-drainage-west'

/** A flooded road, gas in a well, a cover that tilts and comes back, a gauge that falls silent. */
function cloudburst(day: Timeline): void {
  const at = (time: string) => day.at(time)
  at('18:00').device('wl-0001').keeps({ depth: 1, rain: 30 })
  at('18:00').device('wl-0002').keeps({ depth: 1, rain: 30 })
  at('18:00').device('mh-0001').keeps({ tilt: 1, battery: 90 })
  at('18:00').device('mh-0021').keeps({ ch4: 1, tilt: 1 })
  at('18:05').device('wl-0001').keeps({ depth: 20 })
  at('18:10').device('mh-0021').keeps({ ch4: 30, tilt: 1 })
  at('18:12').device('wl-0001').keeps({ depth: 55 })
  at('18:13').device('wl-0002').fallsSilent()
  at('18:15').device('mh-0001').keeps({ tilt: 35, battery: 90 })
  at('18:20').crew(crew).does('wl-0001', { command: 'acceptOrder' })
  at('18:22').device('mh-0001').keeps({ tilt: 0, battery: 90 })
  at('18:25').device('wl-0001').keeps({ depth: 1 })
  at('18:30').crew(crew).does('wl-0001', { command: 'report', text: '已抽排', photos: [] })
  at('18:35').person('inspector').does('wl-0001', {
    command: 'verify',
    passed: true,
    photos: [],
  })
  const flood = { device: 'wl-0001', category: '0506', unit: crew, stage: 'closed' } as const
  day.expectCase({ ...flood, severity: 'red', after: '18:06', within: '4m' })
  day.expectCase({ device: 'mh-0021', category: '0198', after: '18:10', within: '2s' })
  day.expectCase({ device: 'mh-0001', category: '0101', after: '18:15:30', within: '5s' })
  day.expectCase({ device: 'wl-0002', category: '9901', after: '18:17:50', within: '10s' })
  day.expectNotice({ occasion: 'dispatched', unit: crew, device: 'wl-0001' })
  day.expectNotice({ occasion: 'severity', unit: crew, device: 'wl-0001' })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-drainage-east', device: 'mh-0021' })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-water-supply', device: 'mh-0001' })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-sensors', device: 'wl-0002' })
}

export async function played(
  more: { readonly twice?: boolean; readonly inMemory?: boolean } = {},
  prepare: (day: Timeline) => void = () => {},
): Promise<Outcome> {
  const day = await timeline({ ...options, ...more })
  cloudburst(day)
  prepare(day)
  return day.run('18:45')
}

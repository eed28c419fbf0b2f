/** Bad input, kind by kind, and what docs/telemetry.md and docs/broker.md say becomes of it. */
import type { PublishOptions } from './mqtt-raw.ts'

const day = 86_400_000

type Outcome =
  /** A letter holds one item, or so many. */
  | { readonly dead: string; readonly items?: number }
  /** What is stored, apart from what every reading has. */
  | { readonly reading: Readonly<Record<string, unknown>> }
  | { readonly status: true }
  | { readonly duplicate: true }

interface BadInput {
  readonly what: string
  readonly from?: string
  readonly publish: Partial<PublishOptions> & Pick<PublishOptions, 'payload'>
  readonly outcomes: readonly Outcome[]
}

const now = Date.now()
const dead = (reason: string): readonly Outcome[] => [{ dead: reason }]
const live = (values: Readonly<Record<string, number>>): readonly Outcome[] => [
  { reading: { values, timing: 'live' } },
]
const body = (
  what: string,
  payload: string | Uint8Array,
  outcomes: readonly Outcome[],
): BadInput => ({
  what,
  publish: { payload },
  outcomes,
})
const topic = (what: string, name: string, outcomes: readonly Outcome[]): BadInput => ({
  what,
  publish: { topic: name, payload: '{"m":{"depth":1}}' },
  outcomes,
})
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

export const badInput: readonly BadInput[] = [
  body('no JSON', 'depth=31', dead('unparsable')),
  body('nothing at all', '', dead('unparsable')),
  body('random bytes', Buffer.from([0xff, 0xfe, 0, 1, 0x80, 0xc3, 0x28]), dead('unparsable')),
  body('a NUL at the end', '{"m":{"depth":1}}\0', dead('unparsable')),
  body('NaN', '{"m":{"depth":NaN}}', dead('no-quantity')),
  body('half a text', '{"m":{"depth":', dead('unparsable')),
  body('a number', '31', dead('invalid-payload')),
  body('null', 'null', dead('invalid-payload')),
  body('an empty array', '[]', dead('invalid-payload')),
  body('no m', '{"depth":1}', dead('invalid-payload')),
  body('m is a list', '{"m":[1,2]}', dead('invalid-payload')),
  body('a value as text', '{"m":{"depth":"31"}}', dead('invalid-payload')),
  body('a value that is null', '{"m":{"depth":null}}', dead('no-quantity')),
  body('a number beyond all', '{"m":{"depth":1e999}}', dead('invalid-payload')),
  body('a letter nobody knows', '{"m":{"depth":1},"q":{"depth":"X"}}', dead('invalid-payload')),
  body('seq below 0', '{"m":{"depth":1},"seq":-1}', dead('invalid-payload')),
  body('seq beyond 2^53', '{"m":{"depth":1},"seq":1e30}', dead('invalid-payload')),
  body('t without zone', '{"t":"2026-03-15 08:30:00","m":{"depth":1}}', dead('invalid-payload')),
  body('t is an object', '{"t":{},"m":{"depth":1}}', dead('invalid-payload')),
  body('device with a slash', '{"device":"a/b","m":{"depth":1}}', dead('invalid-payload')),
  body('device with a NUL', '{"device":"a\\u0000","m":{"depth":1}}', dead('invalid-payload')),
  body('no quantity', '{"m":{}}', dead('no-quantity')),
  body('an unknown quantity', '{"m":{"tiefe":31}}', dead('unknown-quantity')),
  body(
    'prototype names',
    '{"m":{"__proto__":1,"constructor":2,"toString":3}}',
    dead('unknown-quantity'),
  ),
  body('a prototype around', '{"__proto__":{"m":{"depth":1}}}', dead('invalid-payload')),
  body('too many readings', `[${'0,'.repeat(10_000)}0]`, [
    { dead: 'too-many-readings', items: 5_000 },
    { dead: 'too-many-readings', items: 5_000 },
    { dead: 'too-many-readings', items: 1 },
  ]),
  body('deep nesting', nested(50_000), dead('invalid-payload')),
  body('the year 1970', '{"t":0,"m":{"depth":1}}', dead('ancient-clock')),
  body('40 days ago', `{"t":${now - 40 * day},"m":{"depth":1}}`, dead('ancient-clock')),
  body('a clock before all clocks', '{"t":-1e300,"m":{"depth":1}}', dead('ancient-clock')),
  { ...body('1 MB', `{"m":{"depth":1},"x":"${'x'.repeat(1 << 20)}"}`, dead('payload-too-large')) },

  body('a clock a day ahead', `{"t":${now + day},"seq":1,"m":{"depth":2}}`, [
    { reading: { values: { depth: 2 }, timing: 'clamped', quality: { depth: 'future' } } },
  ]),
  body('nanoseconds', `{"t":${now}000000,"seq":2,"m":{"depth":3}}`, [
    { reading: { observedAt: now, values: { depth: 3 }, timing: 'live' } },
  ]),
  body('a clock beyond all clocks', '{"t":1e300,"seq":3,"m":{"depth":4}}', dead('invalid-payload')),
  body('an hour late', `{"t":${now - 3_600_000},"m":{"depth":5}}`, [
    { reading: { values: { depth: 5 }, timing: 'late' } },
  ]),
  body('an absurd value', '{"seq":4,"m":{"depth":100000}}', [
    { reading: { values: { depth: 100_000 }, timing: 'live', quality: { depth: 'range' } } },
  ]),
  body(
    'unknown beside known',
    '{"seq":5,"m":{"depth":6,"tiefe":2,"__proto__":3}}',
    live({ depth: 6 }),
  ),
  body('the same key twice', '{"seq":6,"m":{"depth":1},"m":{"depth":7}}', live({ depth: 7 })),
  body(
    'deep nesting beside',
    `{"seq":7,"m":{"depth":8},"x":${nested(10_000)}}`,
    live({ depth: 8 }),
  ),
  body('once', `{"t":${now - 1_000},"seq":8,"m":{"depth":9}}`, live({ depth: 9 })),
  body('twice', `{"t":${now - 1_000},"seq":8,"m":{"depth":9}}`, [{ duplicate: true }]),
  body('the same instant with another value', `{"t":${now - 1_000},"seq":8,"m":{"depth":10}}`, [
    { reading: { values: { depth: 10 }, timing: 'live' } },
  ]),
  body('a value that is null beside another', '{"m":{"depth":null,"rain":2}}', live({ rain: 2 })),
  body('a byte order mark', '\ufeff{"m":{"rain":3}}', live({ rain: 3 })),
  body('true for what is no switch', '{"m":{"depth":true}}', dead('invalid-payload')),
  body(
    'good and bad together',
    '[{"seq":9,"m":{"depth":11}},{"m":{}},7,{"seq":10,"m":{"rain":1}}]',
    [
      ...live({ depth: 11 }),
      ...dead('no-quantity'),
      ...dead('invalid-payload'),
      ...live({ rain: 1 }),
    ],
  ),
  { ...body('QoS 0, bad', 'x', dead('unparsable')), publish: { qos: 0, payload: 'x' } },
  {
    ...body('QoS 0, good', '', live({ depth: 12 })),
    publish: { qos: 0, payload: '{"seq":11,"m":{"depth":12}}' },
  },
  {
    ...body('retained', '', [{ reading: { values: { depth: 13 }, timing: 'live' } }]),
    publish: { retain: true, payload: '{"seq":12,"m":{"depth":13}}' },
  },

  topic('another device', 'ub/v1/wl-2/telemetry', dead('topic-not-allowed')),
  topic('a topic of nobody', 'somewhere/else', dead('topic-not-allowed')),
  topic('an unknown channel', 'ub/v1/wl-1/gossip', dead('topic-not-allowed')),
  topic('its own downlink', 'ub/v1/wl-1/command', dead('topic-not-allowed')),
  topic('$SYS', '$SYS/broker/uptime', dead('topic-not-allowed')),
  topic('the notices of a crew', 'ub/v1/crew/lj-road/notices', dead('topic-not-allowed')),
  topic('a control character', 'ub/v1/wl-1/tele\u0007metry', dead('topic-invalid')),
  topic('200 levels', `ub/v1/wl-1${'/x'.repeat(197)}`, dead('topic-invalid')),
  topic('5,000 characters', `ub/v1/${'w'.repeat(5_000)}/telemetry`, dead('topic-invalid')),
  {
    what: 'a status that is none',
    publish: { topic: 'ub/v1/wl-1/status', payload: 'perhaps' },
    outcomes: dead('invalid-payload'),
  },
  {
    what: 'a status',
    publish: { topic: 'ub/v1/wl-1/status', payload: 'online' },
    outcomes: [{ status: true }],
  },
  {
    what: 'a reply that is none',
    publish: { topic: 'ub/v1/wl-1/reply', payload: '{"id":"DC1","result":"maybe"}' },
    outcomes: dead('invalid-payload'),
  },

  {
    what: 'a child that is not registered',
    from: 'gw-1',
    publish: { payload: '{"device":"nobody-1","m":{"depth":1}}' },
    outcomes: dead('unknown-device'),
  },
  {
    what: 'a device of somebody else',
    from: 'gw-1',
    publish: { payload: '{"device":"wl-1","m":{"depth":1}}' },
    outcomes: dead('not-your-device'),
  },
  {
    what: 'a child out of service',
    from: 'gw-1',
    publish: { payload: '{"device":"off-2","m":{"depth":1}}' },
    outcomes: dead('inactive-device'),
  },
  {
    what: 'its own child',
    from: 'gw-1',
    publish: { payload: '{"device":"wl-2","m":{"depth":14}}' },
    outcomes: [{ reading: { device: 'wl-2', values: { depth: 14 }, timing: 'live' } }],
  },
]

import { z } from 'zod'

import { duration, lengthOfTime } from '../core/duration.ts'
import { reportedSources } from '../core/case-terms.ts'
import { days, hours, minutes, seconds } from '../core/time.ts'
import { addressSchema, robotKinds } from './life/addressee.ts'
import { limitSchema } from './life/commands.ts'
import { unitRules } from './life/component.ts'
import { indicators } from './report/indicators.ts'

const weights = Object.fromEntries(
  indicators
    .filter(({ unit }) => unit === 'share')
    .map(({ id, weight = 0 }) => [id, z.number().min(0).max(100).default(weight)]),
)

export const casesConfigSchema = z.strictObject({
  /** automatic: a case closes with the verification that passes. manual: an operator closes it then. */
  closing: z.enum(['automatic', 'manual']).default('automatic'),
  /** What comes from these sources is confirmed on site before it is filed (核实). */
  checked: z.array(z.enum(reportedSources)).default(['hotline', 'citizen']),
  /** A case that was given back so often is a dispute: a supervisor designates its unit. */
  disputeAfter: z.int().min(1).max(100).default(3),
  /** The unit of a component that its cases go to; where it has not the one, the other. */
  componentUnit: z.enum(unitRules).default('owner'),
  limits: z
    .strictObject({
      /** From collection, or return, to dispatch, for cases whose handling limit is urgent hours or minutes. */
      urgentDispatch: limitSchema.default('10 minutes'),
      /** The same for all others. */
      dispatch: limitSchema.default('30 minutes'),
      /** From the question whether a reported problem is one to the inspector's answer. */
      check: limitSchema.default('24 urgent hours'),
      /** Of an emergency repair (应急抢修), from the order until the crew is on site. */
      arrival: limitSchema.default('15 minutes'),
      /** The same until it is done, when its own limit is no shorter; then more forces are ordered (增援). */
      repair: limitSchema.default('2 urgent hours'),
      /** From the crew's report to the inspector's decision. */
      verification: limitSchema.default('2 urgent hours'),
      transfer: limitSchema.default('5 working days'),
      /** From a district's question to the city's decision (市级协调), for urgent cases, and for all others. */
      urgentCoordination: limitSchema.default('1 urgent hour'),
      coordination: limitSchema.default('4 working hours'),
      /** Handling limit of a case whose own limit cannot be read. */
      fallback: limitSchema.default('2 urgent hours'),
    })
    .prefault({}),
  /** An order that cannot be gone on with (挂账): how long a suspension a dispatcher grants, a supervisor, and how long all of a case are. */
  suspension: z
    .strictObject({
      dispatcher: duration(days(2)),
      supervisor: duration(days(15)),
      longest: duration(days(60)),
    })
    .prefault({}),
  photos: z
    .strictObject({
      /** Where photos lie; several processes of a city share it. Default: `photos` in the data folder. */
      folder: z.string().min(1).optional(),
      /** Bytes of the largest photo that is taken. */
      largest: z
        .int()
        .min(1_024)
        .max(32 * 2 ** 20)
        .default(8 * 2 ** 20),
      /** Pixels of the largest photo that is taken: decoded, each takes four bytes of whoever looks at it. */
      pixels: z
        .int()
        .min(1_000_000)
        .max(250_000_000)
        .default(2 ** 26),
      /** Metres from the place of a case; a picture that says to be taken farther away is doubtful. */
      away: z.number().min(1).max(100_000).default(300),
      /** How far the clock of a camera may be wrong before a picture is too old or too new. */
      lag: duration(minutes(15)),
      /** How long after its cases have ended a photo is kept. Left out: for ever. */
      keep: lengthOfTime().optional(),
      /** How long a photo is kept that no record names. */
      unnamed: duration(days(30), days(1)),
    })
    .prefault({}),
  /** Personal data of who reported cases, and the log of looks at it. */
  personal: z
    .strictObject({
      /** Whoever has name and telephone shown says what for. */
      purpose: z.boolean().default(false),
      /** How long the log of looks is kept: three years (个人信息保护法, article 56). */
      keepLooks: duration(days(1_096)),
      /** How long after its case has ended a reporter is kept. Left out: until an administrator erases it. */
      keepReporters: lengthOfTime().optional(),
      /** Cases of these duties (`lead`) go before a court, and keep their reporter. */
      enforcement: z.array(z.string().min(1)).default(['enforcement']),
    })
    .prefault({}),
  /** What the score of an evaluation is made of; 0 leaves an indicator out. */
  evaluation: z
    .strictObject({
      weights: z.strictObject(weights).prefault({}),
      /** Whence the weights are, in words; shown beside the scores. */
      weightsFrom: z.string().max(200).default('成都金牛区 30/20/20/20/10'),
    })
    .prefault({}),
  /** Open cases that may tell of one thing (疑似重复): so near, collected within so long of one another, of one category or of one of these groups. */
  alike: z
    .strictObject({
      metres: z.number().min(1).max(5_000).default(50),
      within: duration(hours(24)),
      categories: z
        .array(z.array(z.string().regex(/^\d{4}$/, 'a category has four digits')).min(2))
        .default([]),
    })
    .prefault({}),
  /** How long after a case was closed although an alarm of it stood that alarm is looked at again. */
  recheck: duration(hours(2)),
  /** The same for a case that was made void: somebody has said that there is nothing to be done. */
  recheckVoid: duration(hours(24)),
  /** A case that opens within this time after one of the same thing and category has ended says that it follows that one. */
  recurrence: duration(hours(24)),
  /** Within this time after it was closed a person can open a case again (复开). */
  reopen: duration(days(7)),
  /** Whoever reported a problem follows its case with a code, and rates it after its closing. */
  follow: z
    .strictObject({
      /** How long after its closing a case can be rated. */
      rate: duration(days(15)),
      /** Wrong codes a minute from one address. */
      attempts: z.int().min(1).max(1_000).default(20),
    })
    .prefault({}),
  /** So many alarms of one category that one unit would get within the window are a storm, and further ones are folded. */
  storm: z
    .strictObject({
      window: duration(minutes(10)),
      /** In one cell. */
      cell: z.int().min(1).max(1_000).default(5),
      /** In all. */
      unit: z.int().min(1).max(1_000).default(20),
    })
    .prefault({}),
  /** How long the silence of a device behind a gateway waits for the silence of that gateway. */
  gatewayWait: duration(minutes(10)),
  /** What vouches for the record from outside of the register (docs/cases.md, "Seals"). */
  seals: z
    .strictObject({
      /** Where seals and the key that signs them lie; best on another disk. Default: `seals` in the data folder. */
      folder: z.string().min(1).optional(),
      /** What came since the last seal is sealed so often. */
      every: duration(minutes(1)),
      /** The whole record is checked so often. */
      check: duration(days(1)),
      /** Public keys of other processes, or of earlier days, whose seals count: 32 bytes of Ed25519 in base64. */
      keys: z.array(z.base64()).default([]),
      /** Somebody outside who keeps the seals as well (外部存证). Left out: nobody does. */
      post: z
        .strictObject({
          /** Where they are posted, as lines of JSON. */
          url: z
            .url({ protocol: /^https?$/ })
            .regex(/^[^@]*$/, 'an address holds no name and password: calls are signed'),
          /** Key of the signature of the calls. */
          secret: z.string().min(16),
          timeout: duration(seconds(10)),
          /** Before the second try; it doubles each time. */
          pause: duration(seconds(1)),
          longestPause: duration(minutes(1)),
          /** A seal that was not taken for so long is an alarm. */
          late: duration(hours(1)),
        })
        .optional(),
    })
    .prefault({}),
  /** The audit of deadlines (时限核对): how often, and how long after it ran out a deadline may be unmarked. */
  audit: z.strictObject({ every: duration(hours(1)), grace: duration(minutes(5)) }).prefault({}),
  /** Open311 GeoReport v2: anybody reads what people reported, and applications report by it. */
  open311: z
    .strictObject({
      enabled: z.boolean().default(false),
      /** Whom a developer asks, for a key too. */
      contact: z.string().default(''),
    })
    .prefault({}),
  /** Rotas of units (值班表): so far ahead gaps are shown and warned of. */
  duty: z
    .strictObject({
      ahead: duration(days(7)),
      /** Of shifts (交接班). */
      handOver: z
        .strictObject({
          /** So long after the rota's change of shift nobody is late yet who takes over. */
          grace: duration(minutes(15)),
          /** What falls due or ends within that time stands on the sheet. */
          ahead: duration(hours(12)),
        })
        .prefault({}),
    })
    .prefault({}),
  /** Patrols (巡查) and the tracks of whoever walks them. */
  patrol: z
    .strictObject({
      /** A phone may have been without network: so long after its time a patrol counts as missed, or as not ended. */
      grace: duration(hours(1)),
      /** So long after its time what a phone kept of a patrol is still taken. */
      wait: duration(hours(24)),
      /** Metres; a position that is known less well proves nothing. */
      accuracy: z.number().min(5).max(1_000).default(50),
      /** Positions of one patrol, one in five seconds at most. */
      positions: z.int().min(100).max(100_000).default(10_000),
      /** How long tracks are kept, longer than one is walked. What they covered stays with the patrol. */
      keepTracks: duration(days(90), days(3)),
    })
    .prefault({}),
  /** Time between two looks at the deadlines. */
  sweep: duration(seconds(2)),
  feed: z
    .strictObject({
      heartbeat: duration(seconds(15)),
      /** Bytes that may wait in the socket of a slow reader before it is told to start afresh. */
      buffer: z
        .int()
        .min(1_024)
        .default(256 * 1_024),
      /** How long such a reader may take before that. */
      patience: duration(seconds(10)),
      /** Open at the same time. */
      clients: z.int().min(1).default(500),
      /** The same of one token; one more closes its oldest. */
      perToken: z.int().min(1).default(100),
    })
    .prefault({}),
  notices: z
    .strictObject({
      /** Address under which crews reach the console, for links. */
      baseUrl: z.url().default('http://localhost:8080'),
      /** How long the news that a case is void is worth telling; an order is told as long as it is open. */
      stale: duration(minutes(60 * 24)),
      /** A notice without a receipt is sent again after this, then after as long again as it has waited, up to six hours. */
      resend: duration(minutes(5)),
      /** When no unit has taken a notice for so long, the record of the case says that nobody was told. */
      unreceived: duration(minutes(15)),
      /** Of those on duty in a unit, who are told of its order in person. */
      personal: z
        .strictObject({
          /** How long one has to accept it before the next way, or the next person, is told. */
          after: duration(minutes(5), 60_000),
          /** How many people are told of an order at most. */
          people: z.int().min(1).max(20).default(3),
          /** Where own addresses of people may lie, as origins: `https://push.example.cn`. None: there are no own addresses. */
          webhooks: z
            .array(
              z
                .url({ protocol: /^https?$/ })
                .refine((url) => new URL(url).origin === url, 'an origin: scheme, host and port'),
            )
            .default([]),
        })
        .prefault({}),
      /** Web Push to phones and desks whose people allowed it (RFC 8030). */
      push: z
        .strictObject({
          enabled: z.boolean().default(true),
          /** Push services that may be called, as origins; `*.` stands for what comes before. Plain http is for trials on this machine. */
          services: z
            .array(
              z
                .string()
                .regex(
                  /^(?:https:\/\/(?:\*\.)?[a-z\d-]+(?:\.[a-z\d-]+)+|http:\/\/127\.0\.0\.1)(?::\d+)?$/,
                  'an origin: https, host and port',
                ),
            )
            .default([
              'https://fcm.googleapis.com',
              'https://*.push.services.mozilla.com',
              'https://*.push.apple.com',
              'https://*.notify.windows.com',
            ]),
          /** Whom a push service asks about our calls. Left out: `baseUrl`, where that is https. */
          contact: z.url({ protocol: /^(?:https|mailto)$/ }).optional(),
          /** Key that calls are signed with (VAPID), 32 bytes in base64url. Left out: the one of the register. */
          privateKey: z
            .string()
            .regex(/^[\w-]{43}$/, 'a key is 32 bytes in base64url')
            .optional(),
        })
        .prefault({}),
      /** The broker that notices go out through; without a url the one of the own process, or `externalBroker`. */
      mqtt: z
        .strictObject({
          url: z
            .string()
            .regex(
              /^(mqtts?|wss?):\/\/[^/\s]+/,
              'the URL starts with mqtt://, mqtts://, ws:// or wss://',
            )
            .optional(),
          username: z.string().min(1).optional(),
          password: z.string().min(1).optional(),
        })
        .prefault({}),
      webhook: z
        .strictObject({
          /** Key of the signature. Without one no webhook is called. The rest holds for robots and push as well. */
          secret: z.string().min(16).optional(),
          timeout: duration(seconds(5)),
          attempts: z.int().min(1).max(20).default(5),
          /** Pause before the second attempt; it doubles each time. */
          pause: duration(seconds(1)),
          /** After that the record says so, and the unit gets a single attempt a notice each time so long has passed. */
          rest: duration(minutes(1)),
        })
        .prefault({}),
      /** Robots (群机器人) of chat groups, and which unit or desk is told there. */
      robots: z
        .array(
          z.strictObject({
            /** A unit, or a desk such as `@dispatcher`. */
            to: addressSchema,
            kind: z.enum(robotKinds),
            /** The address that the group gave its robot. */
            hook: z.url({ protocol: /^https?$/ }),
            /** Key of the signature, where the group asks for one (DingTalk, Feishu). */
            secret: z.string().min(1).optional(),
            language: z.enum(['zh', 'en']).default('zh'),
            /** Further notices wait. DingTalk and WeCom take 20. */
            perMinute: z.int().min(1).max(1_000).default(20),
          }),
        )
        .refine(
          (robots) => new Set(robots.map(({ to }) => to)).size === robots.length,
          'one robot for each unit or desk',
        )
        .default([]),
    })
    .prefault({}),
  /** The platform that the city has already (城市运行管理服务平台), told of every event of every case. Left out: there is none. */
  platform: z
    .strictObject({
      /** Where events of cases are posted. */
      url: z
        .url({ protocol: /^https?$/ })
        .regex(/^[^@]*$/, 'an address holds no name and password: calls are signed'),
      /** Key of the signatures, theirs and ours. */
      secret: z.string().min(16),
      timeout: duration(seconds(10)),
      /** Before the second try of an event; it doubles each time. */
      pause: duration(seconds(1)),
      longestPause: duration(minutes(1)),
    })
    .optional(),
})

export type CasesConfig = z.output<typeof casesConfigSchema>

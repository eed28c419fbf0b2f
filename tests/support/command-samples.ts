/** What properties draw of each command on a case. */
import type { Command, CommandName } from '../../cases/life/commands.ts'
import { alarmId, type DeviceId, type RuleId, type UnitId } from '../../core/identity.ts'
import { severities } from '../../core/severity.ts'
import { instant } from '../../core/time.ts'
import { start, template } from '../unit/cases/fixtures.ts'
import { twinCase } from './twin-case.ts'

const evidence = (kind: 'raised' | 'escalated' | 'cleared', n: number) =>
  ({
    alarm: alarmId('r' as RuleId, `wl-${n}`, start),
    rule: 'r' as RuleId,
    kind,
    at: start,
    ...(kind !== 'cleared' && { severity: severities[n % 4] ?? 'red' }),
  }) as const

type Samples = { readonly [Name in CommandName]: readonly Omit<CommandOf<Name>, 'command'>[] }
type CommandOf<Name extends CommandName> = Extract<Command, { readonly command: Name }>

const photos = [{ sha256: 'ab', name: 'a.jpg' }]
const opened = {
  template: template({ filing: 'automatic' }),
  title: { zh: '积水', en: 'Water' },
  severity: 'yellow',
  place: { device: 'wl-1' as DeviceId },
  alarm: evidence('raised', 1),
} as const
const receipt = { notice: 'a', channel: 'mqtt' } as const

const problem = {
  ...{ work: 'incident' as const, category: '0999', severity: 'blue' as const, photos },
  ...{ title: { zh: '积水', en: 'Water' }, limit: '1 working day', lead: 'gas' },
}
/** What a repeat is one of. */
export const twin = twinCase([evidence('raised', 7).alarm])
const samples: Samples = {
  collect: [
    problem,
    { ...problem, source: 'hotline' },
    { ...problem, patrol: 'P20260313-0123456789ab' },
    { ...problem, selfHandled: { text: 'swept up', photos } },
  ],
  open: [opened, { ...opened, template: template({ filing: 'confirm' }) }],
  askCheck: [{}, { text: 'behind the school' }],
  confirmProblem: [{ photos }, { text: 'there it is', photos: [] }],
  denyProblem: [
    { reason: 'nothing there', photos: [] },
    { reason: 'nothing there', photos: [], position: { longitude: 116.4, latitude: 39.9 } },
  ],
  claim: [{}],
  file: [{}],
  accept: [{}],
  dispatch: [
    {},
    { note: 'the guard has the key' },
    { unit: 'drainage' as UnitId },
    { unit: 'nowhere' as UnitId },
  ],
  designate: [
    { unit: 'drainage' as UnitId, reason: 'the pipe is theirs', boundary: 'thing' },
    { unit: 'road' as UnitId, reason: 'it lies in the road' },
  ],
  askCoordination: [
    { ground: 'districts', reason: 'half of it is theirs' },
    { ground: 'dispute', reason: 'nobody wants it' },
  ],
  withdrawCoordination: [{ reason: 'it is settled' }],
  coordinate: [
    { district: '330108', instruction: 'mend it' },
    { district: '330106', unit: 'road' as UnitId, instruction: 'mend it at once' },
    { unit: 'drainage' as UnitId, instruction: 'the pipe is theirs' },
    { district: '990101', instruction: 'mend it' },
  ],
  declineCoordination: [{ reason: 'you can settle it' }],
  transfer: [
    { addressee: 'the water authority', reason: 'it is a river', number: '2026-17' },
    { addressee: 'the railway', reason: 'it is their bridge', until: instant(start + 90_000_000) },
  ],
  enterFeedback: [
    { outcome: 'handled', text: 'dredged', photos },
    { outcome: 'declined', text: 'not a river of ours', photos: [] },
  ],
  recallTransfer: [{ reason: 'it is ours after all' }],
  recallOrder: [{ reason: 'nobody sets out' }],
  askSupport: [
    { unit: 'road' as UnitId, task: 'close the road', limit: '4 urgent hours' },
    { unit: 'enforcement' as UnitId, task: 'take evidence', limit: '1 working hour' },
    { unit: 'nowhere' as UnitId, task: 'look' },
  ],
  withdrawSupport: [{ unit: 'road' as UnitId, reason: 'the road is open' }],
  acceptSupport: [{}],
  reportSupport: [{ text: 'the road is closed', photos }],
  declineSupport: [{ reason: 'nobody is there' }],
  acceptOrder: [{}],
  arrive: [{}, { position: { longitude: 116.4, latitude: 39.9 } }],
  report: [
    { text: 'pumped out', photos },
    { text: 'pumped out', photos, despite: 'it is dry without them' },
  ],
  return: [{ reason: 'not ours' }],
  askExtension: [{ reason: 'a part is ordered' }],
  extend: [{ limit: '9 natural days' }, { limit: '1 minute' }],
  refuseExtension: [{ reason: 'no' }],
  reinforce: [{ count: 10 }, { count: 12, text: 'with two pumps' }],
  askSuspension: [30, 80, 200].map((hours) => ({
    reason: 'weather' as const,
    text: 'it rains',
    until: instant(start + hours * 3_600_000),
    photos,
  })),
  suspend: [{}],
  refuseSuspension: [{ reason: 'go on' }],
  resume: [{}, { text: 'it is dry' }],
  endSuspension: [{ due: instant(start + 30 * 3_600_000) }],
  explain: [{ reason: 'the road was flooded' }],
  acceptReason: [{}],
  rejectReason: [{ reason: 'it was dry' }],
  supervise: [
    { kind: 'timeout', level: 'district', demand: 'mend it', limit: '4 urgent hours' },
    { kind: 'leader', level: 'city', demand: 'mend it', limit: '4 urgent hours' },
  ],
  answerSupervision: [{ text: 'the pump runs' }],
  demandAgain: [{ demand: 'say when', limit: '1 urgent hour' }],
  liftSupervision: [{}, { text: 'good' }],
  verify: [
    { passed: true, photos: [] },
    { passed: false, photos: [] },
    { passed: true, photos: [], despite: 'works next door' },
  ],
  close: [{}, { despite: 'works next door' }],
  reply: [{ text: 'it is mended' }],
  rate: [{ rating: 'satisfied' }, { rating: 'dissatisfied', text: 'it is not' }],
  reopen: [{ reason: 'it is back', photos }],
  void: [{ reason: 'false alarm' }, { reason: 'false alarm', despite: 'a test' }],
  markDuplicate: [{ of: twin.id, reason: 'the same water' }],
  unmarkDuplicate: [{ reason: 'another water' }],
  keepDuplicate: [{ repeat: twin, reason: 'the same water', photos }],
  dropDuplicate: [{ repeat: twin, reason: 'another water' }],
  comment: [{ text: 'hm' }],
  attachEvidence: (['raised', 'escalated', 'cleared'] as const).flatMap((kind) =>
    [0, 1, 2, 3, 4].map((n) => ({ alarm: evidence(kind, n), joined: n > 1 })),
  ),
  markOverdue: [{ deadline: 'handling', due: start }],
  settleDeadline: [{ deadline: 'handling', due: start, start, limit: '1 natural day' }],
  escalate: [{}],
  tellPerson: [{}],
  readOrder: [{}],
  recheck: [{ due: start, standing: [], followedBy: [] }],
  deletePhotos: [{ photos: ['aa'.repeat(32)], keep: 1 }],
  postponeRecheck: [
    {
      due: start,
      alarm: evidence('raised', 2).alarm,
      title: { zh: '传感器故障', en: 'Gauge at fault' },
    },
  ],
  fold: [
    { count: 40 },
    ...severities.map((severity, n) => ({
      count: 2 + 7 * n,
      last: { cause: 'gateway/gw-1', alarm: evidence('raised', n).alarm, severity },
    })),
  ],
  doubt: [
    { alarm: evidence('raised', 2).alarm, title: { zh: '传感器故障', en: 'Gauge at fault' } },
  ],
  recordNotice: [receipt, { ...receipt, notice: 'b' }, { ...receipt, failure: 'nobody there' }],
}

export const commandsNamed = (name: CommandName): readonly Command[] =>
  samples[name].map((sample) => ({ command: name, ...sample }) as Command)

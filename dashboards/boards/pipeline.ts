import type { GaugeName } from '../../core/observer.ts'
import { programEvents as specs } from '../../core/program-events.ts'
import type { ProgramEventName } from '../../core/program-event-fields.ts'
import type { ProgramEventSpec } from '../../core/program-events.ts'
import type { Board, Row } from '../parts/board.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { curves, rate } from '../parts/influxql.ts'
import { numberPanel } from '../parts/number-panel.ts'
import { events } from '../parts/schema.ts'
import { deadLetterNames, groupNames, timingNames } from '../parts/platform-words.ts'
import { calm, ladder, severityColour, unknown } from '../parts/thresholds.ts'
import { words } from '../parts/words.ts'

const from = events('process')
/** Names of core/observer.ts and core/program-events.ts, so that a metric that is renamed there is found here. */
const named = (name: ProgramEventName | GaugeName): readonly string[] => [`"name" = '${name}'`]

const labelOf = (name: ProgramEventName): string | undefined => {
  const { label }: ProgramEventSpec = specs[name]
  return label
}

const rateOf = (name: ProgramEventName, alias: string) =>
  rate({ from, where: named(name), label: labelOf(name), alias })

/** One curve for each word of the label. */
const rateByLabel = (name: ProgramEventName) => {
  const label = labelOf(name)
  return rate({ from, where: named(name), label, by: label, alias: `$tag_${label}` })
}

const now = (): Row => ({
  title: words('概况', 'Overview'),
  panels: [
    numberPanel({
      title: words('报文', 'Frames'),
      description: words(
        '每秒落盘并确认的报文数。',
        'Frames made durable and acknowledged a second.',
      ),
      unit: 'cps',
      width: 4,
      height: 5,
      step: '1m',
      span: '15m',
      course: true,
      queries: [rateOf('broker.frame', 'frames')],
    }),
    numberPanel({
      title: words('读数', 'Readings'),
      description: words('每秒接受的读数。', 'Readings accepted a second.'),
      unit: 'cps',
      width: 4,
      height: 5,
      step: '1m',
      span: '15m',
      course: true,
      queries: [rateOf('ingest.reading', 'readings')],
    }),
    numberPanel({
      title: words('最大积压', 'Longest lag'),
      description: words(
        '某个消费组还未读的记录数的最大值。',
        'Most records that any consumer group still has to read.',
      ),
      unit: 'short',
      width: 4,
      height: 5,
      step: '1m',
      span: '15m',
      course: true,
      queries: [
        curves({
          select: 'max("value") AS "lag"',
          from,
          where: named('log.lag.records'),
          fill: 'none',
        }),
      ],
      steps: ladder({ yellow: 10_000, red: 100_000 }),
    }),
    numberPanel({
      title: words('连接', 'Sessions'),
      description: words('当前 MQTT 会话数。', 'MQTT sessions open now.'),
      unit: 'short',
      width: 4,
      height: 5,
      step: '1m',
      span: '15m',
      course: true,
      queries: [
        curves({
          select: 'last("value") AS "sessions"',
          from,
          where: named('broker.sessions'),
          by: ['process'],
          fill: 'none',
          alias: '$tag_process',
        }),
      ],
    }),
    numberPanel({
      title: words('死信', 'Dead letters'),
      description: words('每秒无法使用的项。', 'Items a second that could not be used.'),
      unit: 'cps',
      width: 4,
      height: 5,
      step: '1m',
      span: '15m',
      course: true,
      none: '0',
      queries: [rateOf('ingest.dead-letter', 'dead')],
      steps: ladder({ yellow: 0.1, red: 10 }),
    }),
    numberPanel({
      title: words('日志占用', 'Log on disk'),
      description: words('持久日志占用的磁盘。', 'Bytes the durable log takes on disk.'),
      unit: 'bytes',
      width: 4,
      height: 5,
      step: '1m',
      span: '15m',
      queries: [
        curves({
          select: 'max("value") AS "bytes"',
          from,
          where: named('log.bytes'),
          fill: 'none',
        }),
      ],
    }),
  ],
})

const identity = (): Row => ({
  title: words('数据对账', 'Accounting'),
  panels: [
    curvePanel({
      title: words('接收与去向对账', 'The accounting identity'),
      description: words(
        '项 = 读数 + 重复 + 死信 + 状态。线为项，堆积面为右边四项；线应与堆积的上沿重合，离开即有丢失或重复计数。',
        'Items = readings + duplicates + dead letters + statuses. The line is the items, the stack the four: the line lies on the upper edge of the stack, or something was lost or counted twice.',
      ),
      unit: 'cps',
      width: 24,
      height: 10,
      step: '1m',
      min: 0,
      stacked: true,
      queries: [
        rateOf('ingest.reading', 'readings'),
        rateOf('ingest.duplicate', 'duplicates'),
        rateOf('ingest.dead-letter', 'dead'),
        rateOf('ingest.status', 'statuses'),
        rateOf('ingest.item', 'items'),
      ],
      names: [
        { curve: 'readings', words: words('读数', 'Readings'), colour: calm },
        { curve: 'duplicates', words: words('重复', 'Duplicates'), colour: unknown },
        { curve: 'dead', words: words('死信', 'Dead letters'), colour: severityColour.red },
        { curve: 'statuses', words: words('状态', 'Statuses'), colour: severityColour.blue },
        {
          curve: 'items',
          words: words('项', 'Items'),
          colour: severityColour.orange,
          alone: true,
        },
      ],
    }),
    curvePanel({
      title: words('死信原因', 'Dead letters by reason'),
      description: words('每秒死信，按原因。', 'Dead letters a second, by reason.'),
      unit: 'cps',
      width: 12,
      height: 8,
      step: '1m',
      min: 0,
      queries: [rateByLabel('ingest.dead-letter')],
      named: deadLetterNames,
    }),
    curvePanel({
      title: words('读数的时机', 'Readings by timing'),
      description: words(
        '每秒读数，按实时、迟到、补传等。',
        'Readings a second: live, late, resent and so on.',
      ),
      unit: 'cps',
      width: 12,
      height: 8,
      step: '1m',
      min: 0,
      queries: [rateByLabel('ingest.reading')],
      named: timingNames,
    }),
  ],
})

const lag = (): Row => ({
  title: words('积压与负荷', 'Lag and load'),
  panels: [
    curvePanel({
      title: words('积压', 'Lag'),
      description: words(
        '每个消费组还未读的记录数；持续上升说明赶不上。',
        'Records each consumer group still has to read; one that keeps rising cannot keep up.',
      ),
      unit: 'short',
      width: 8,
      height: 9,
      step: '1m',
      min: 0,
      queries: [
        curves({
          select: 'max("value")',
          from,
          where: named('log.lag.records'),
          by: ['group'],
          fill: 'none',
          alias: '$tag_group',
        }),
      ],
      named: groupNames,
    }),
    lanesPanel(),
    curvePanel({
      title: words('线程忙碌', 'Busy threads'),
      description: words(
        '各线程事件循环的忙碌比例；接近 1 即到极限。',
        'Share of the time each event loop works; near 1 it is at its limit.',
      ),
      unit: 'percentunit',
      width: 8,
      height: 9,
      step: '1m',
      min: 0,
      max: 1,
      queries: [
        curves({
          select: 'max("value")',
          from,
          where: named('thread.busy'),
          by: ['process', 'thread'],
          fill: 'none',
          alias: '$tag_process $tag_thread',
        }),
      ],
      steps: ladder({ yellow: 0.7, red: 0.9 }),
    }),
    curvePanel({
      title: words('写入时序库', 'Written to the time series'),
      description: words(
        '每秒写入的读数与规则判定的读数，应与接受的读数相近。',
        'Readings written and judged a second; both follow the readings accepted.',
      ),
      unit: 'cps',
      width: 12,
      height: 8,
      step: '1m',
      min: 0,
      queries: [rateOf('series.written', 'written'), rateOf('rules.judged', 'judged')],
      names: [
        { curve: 'written', words: words('写入', 'Written') },
        { curve: 'judged', words: words('判定', 'Judged') },
      ],
    }),
    curvePanel({
      title: words('故障', 'Trouble'),
      description: words(
        '每秒失败重试的批次与周期任务、未能落盘的发布、出错的请求、失败与受阻的通知。',
        'Batches and periodic tasks tried again, publishes not stored, requests that failed, notices that failed or wait, a second.',
      ),
      unit: 'cps',
      width: 12,
      height: 8,
      step: '1m',
      min: 0,
      none: '0',
      queries: [
        rateOf('pump.failed', 'pump'),
        rateOf('task.failed', 'task'),
        rateOf('broker.unstored', 'unstored'),
        rateOf('http.failed', 'http'),
        rateOf('notice.failed', 'notice'),
        rateOf('notice.held-up', 'held'),
      ],
      names: [
        { curve: 'pump', words: words('批次重试', 'Batches tried again') },
        { curve: 'task', words: words('周期任务失败', 'Tasks failed') },
        { curve: 'unstored', words: words('未落盘', 'Not stored') },
        { curve: 'http', words: words('请求出错', 'Requests failed') },
        { curve: 'notice', words: words('通知失败', 'Notices failed') },
        { curve: 'held', words: words('通知受阻', 'Notices held up') },
      ],
    }),
  ],
})

const lanesPanel = () =>
  curvePanel({
    title: words('分道延迟', 'Lag of each lane'),
    description: words(
      '从收到到判定的时间；积压时窨井盖和水位先行，其他设备类型在接入端等待。',
      'From receipt to judging. When more comes in than can be judged, covers and water go first and other kinds wait at the edge.',
    ),
    unit: 's',
    width: 8,
    height: 9,
    step: '1m',
    min: 0,
    queries: [
      curves({
        select: 'max("value")',
        from,
        where: named('broker.lane.seconds'),
        by: ['lane'],
        fill: 'none',
        alias: '$tag_lane',
      }),
    ],
    names: [
      { curve: 'urgent', words: words('紧急', 'Urgent') },
      { curve: 'ordinary', words: words('普通', 'Ordinary') },
    ],
  })

export const pipeline: Board = {
  name: 'pipeline',
  title: words('平台运行状况', 'Pipeline health'),
  description: words(
    '从接入到时序库与规则：流量、积压、数据对账与死信。',
    'From the broker to the time series and rules: traffic, lag, accounting, dead letters.',
  ),
  from: 'now-3h',
  refresh: '30s',
  rows: [now(), identity(), lag()],
}

import { total, type StatusBoard, type ThreadMetrics } from './thread-status.ts'

interface Status {
  readonly online: number
  readonly readings: number
  readonly alarms: number
  readonly openCases: number
  readonly dispatched: number
  readonly closed: number
  readonly deadLetters: number
  readonly lag: number
}

function statusOf(board: readonly ThreadMetrics[]): Status {
  return {
    online: total(board, 'urban_brain_broker_sessions', { kind: 'device' }),
    readings: total(board, 'urban_brain_ingest_reading_total'),
    alarms: total(board, 'urban_brain_alarms_open'),
    openCases: total(board, 'urban_brain_cases_open'),
    dispatched: total(board, 'urban_brain_case_event_total', { fact: 'dispatched' }),
    closed: total(board, 'urban_brain_case_event_total', { fact: 'closed' }),
    deadLetters: total(board, 'urban_brain_ingest_dead_letter_total'),
    lag: total(board, 'urban_brain_log_lag_records'),
  }
}

function statusText(status: Status, readingsPerSecond: number): string {
  const { online, alarms, openCases, dispatched, deadLetters, lag } = status
  return [
    `devices ${online} online`,
    `${readingsPerSecond.toFixed(0)} readings/s`,
    `alarms ${alarms} standing`,
    `cases ${openCases} open, ${dispatched} dispatched`,
    `dead letters ${deadLetters}`,
    `lag ${lag}`,
  ].join(' | ')
}

const eventsOn = (board: Pick<StatusBoard, 'latest'>): number =>
  board.latest().reduce((sum, { events }) => sum + events, 0)

/** On a terminal one line that is written over each second; elsewhere a line every ten seconds and at each new case. */
export function showStatus(
  board: Pick<StatusBoard, 'latest' | 'metrics'>,
  output: NodeJS.WriteStream,
): Disposable {
  const started = Date.now()
  let before = { at: started, events: 0, readings: 0, dispatched: 0, shown: started }
  let asking = false
  let ended = false
  const show = async () => {
    const events = eventsOn(board)
    const status = statusOf(await board.metrics())
    if (ended) return
    const now = Date.now()
    const rate = Math.max(0, (status.readings - before.readings) * 1_000) / (now - before.at)
    const text = `${new Date(now).toISOString().slice(11, 19)} ${statusText(status, rate)}`
    if (output.isTTY) output.write(`\r\u001b[K${text.slice(0, Math.max(20, output.columns - 1))}`)
    const plain =
      !output.isTTY && (now - before.shown >= 10_000 || status.dispatched > before.dispatched)
    if (plain) output.write(`${text}\n`)
    before = {
      ...{ at: now, events, readings: status.readings, dispatched: status.dispatched },
      shown: plain ? now : before.shown,
    }
  }
  const timer = setInterval(() => {
    const isStill = eventsOn(board) === before.events && Date.now() - before.shown < 10_000
    if (asking || (isStill && !output.isTTY)) return
    asking = true
    void show().finally(() => (asking = false))
  }, 1_000)
  return {
    [Symbol.dispose]() {
      ended = true
      clearInterval(timer)
      if (output.isTTY) output.write('\n')
    },
  }
}

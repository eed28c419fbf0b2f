/** Words of the replay of the last hour on the map. */
import type { Words } from '../../core/bilingual.ts'

export const replayWords = {
  heat: { zh: '告警热力（近 1 小时）', en: 'Heat of alarms, last hour' },
  replay: { zh: '回放近 1 小时', en: 'Replay the last hour' },
  live: { zh: '回到实时', en: 'Back to now' },
  controls: { zh: '告警回放', en: 'Replay of alarms' },
  time: { zh: '回放时刻', en: 'Moment' },
  play: { zh: '播放', en: 'Play' },
  pause: { zh: '暂停', en: 'Pause' },
  stood: { zh: '{time}：{count} 台设备告警', en: '{time}: {count} devices in alarm' },
  cut: { zh: '告警过多，只含最新的 {count} 条', en: 'Only the newest {count} alarms' },
} as const satisfies Words

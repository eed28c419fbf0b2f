/** On the clocks of the sample city. */
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)

/** Every page of a desk, by the name of its picture. */
export const deskPages = [
  ['alarms', '/alarms?standing=true'],
  ['devices', '/devices'],
  ['find', '/find?q=mh-00'],
  ['device-health', '/devices?tab=health'],
  ['unknown-devices', '/devices?tab=unknown'],
  ['dead-letters', '/devices?tab=dead'],
  ['rules', '/rules'],
  ['rule', '/rules/water-road-depth'],
  ['area-rules', '/rules?tab=areas'],
  ['limits', '/rules?tab=limits'],
  ['versions', '/rules?tab=versions'],
  ['backtests', '/rules?tab=backtests'],
  ['duty', '/duty'],
  ['daily-report', '/report'],
  ['evaluation', `/evaluation?from=${today}&to=${today}`],
  ['suppressions', '/suppressions?show=all'],
  ['alarm-quality', '/suppressions?show=quality'],
] as const

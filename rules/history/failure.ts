import type { Bilingual } from '../../core/bilingual.ts'
import { messageOf, UrbanBrainError, type ErrorCode } from '../../core/errors.ts'

const words: Readonly<Partial<Record<ErrorCode, string>>> = {
  'device-unknown': '没有规则监测该设备，或该设备未登记',
  'request-invalid': '范围过大，请缩短时间、减少设备或规则',
  'store-unavailable': '时序库或登记库暂时无法访问，请稍后再试',
  'log-unavailable': '日志暂时无法读取，请稍后再试',
  'log-closed': '系统正在停止，请重启后再试',
}

/** Why a backtest failed; what an engine says stands in its own words behind ours. */
export function failureOf(error: unknown): Bilingual {
  const en = messageOf(error)
  const known = error instanceof UrbanBrainError ? words[error.code] : undefined
  return { en, zh: `${known ?? '内部错误'}（${en}）` }
}

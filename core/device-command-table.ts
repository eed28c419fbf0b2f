/**
 * What a device can be told to do (下行指令): a table, by name. Which of them a device of a kind knows stands in its kind; all
 * know how often they report and at what value they report at once. A station knows what its protocol has words for.
 */
import type { ActorRole } from './actor.ts'
import type { Bilingual } from './bilingual.ts'
import type { StationProtocol } from './frame.ts'
import { minutes, seconds } from './time.ts'

/** A whole number of seconds. */
interface Seconds extends Bilingual {
  readonly type: 'seconds'
  readonly min: number
  readonly max: number
}

/** One of a few numbers of minutes. */
interface Minutes extends Bilingual {
  readonly type: 'minutes'
  readonly among: readonly number[]
}

/** One of the quantities of the device's kind that are no switch. */
interface QuantityName extends Bilingual {
  readonly type: 'quantity'
}

/** A value of the quantity that another argument names, in its unit and within its range. */
interface Value extends Bilingual {
  readonly type: 'value'
  readonly of: string
}

export type ArgumentSpec = Seconds | Minutes | QuantityName | Value

export interface DeviceCommandSpec extends Bilingual {
  readonly arguments: Readonly<Record<string, ArgumentSpec>>
  /** Who may give it. */
  readonly roles: readonly ActorRole[]
  /** It can hurt or frighten somebody: whoever gives it says why. */
  readonly dangerous: boolean
  /** How long it is good for and an answer is waited for, in milliseconds, and at least so many periods of the device: one that sleeps hears it when it wakes. */
  readonly wait: { readonly atLeast: number; readonly periods: number }
}

const centre = [
  'operator',
  'dispatcher',
  'supervisor',
  'administrator',
] as const satisfies readonly ActorRole[]
const chiefs = ['dispatcher', 'supervisor', 'administrator'] as const satisfies readonly ActorRole[]

/** What is set may be set whenever the device wakes. */
const setting = { wait: { atLeast: minutes(1), periods: 3 }, dangerous: false, roles: centre }
/** What moves or makes a noise is meant for now. */
const now = { atLeast: seconds(30), periods: 0 }

const duration = (min: number, max: number): Seconds => ({
  ...{ type: 'seconds', min, max },
  ...{ zh: '持续时间', en: 'Duration' },
})

export const deviceCommands = {
  interval: {
    ...{ zh: '设置上报间隔', en: 'Set the reporting interval' },
    arguments: {
      seconds: { type: 'seconds', min: 5, max: 86_400, zh: '上报间隔', en: 'Interval' },
    },
    ...setting,
  },
  'minute-interval': {
    ...{ zh: '设置分钟数据间隔', en: 'Set the interval of minute data' },
    arguments: {
      // HJ 212-2017, MinInterval.
      minutes: {
        ...{ type: 'minutes', among: [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30] },
        ...{ zh: '分钟数据间隔', en: 'Interval' },
      },
    },
    ...setting,
  },
  threshold: {
    ...{ zh: '设置报警阈值', en: 'Set a threshold' },
    arguments: {
      quantity: { type: 'quantity', zh: '监测因子', en: 'Quantity' },
      value: { type: 'value', of: 'quantity', zh: '阈值', en: 'Threshold' },
    },
    ...setting,
  },
  clock: {
    ...{ zh: '对时', en: 'Set the clock' },
    arguments: {},
    ...setting,
  },
  'siren-on': {
    ...{ zh: '开启警报器', en: 'Siren on' },
    arguments: { seconds: duration(1, 600) },
    ...{ wait: now, dangerous: true, roles: centre },
  },
  'siren-off': {
    ...{ zh: '关闭警报器', en: 'Siren off' },
    arguments: {},
    ...{ wait: now, dangerous: false, roles: centre },
  },
  'spray-on': {
    ...{ zh: '开启喷淋', en: 'Spray on' },
    arguments: { seconds: duration(10, 3_600) },
    ...{ wait: now, dangerous: false, roles: centre },
  },
  'spray-off': {
    ...{ zh: '关闭喷淋', en: 'Spray off' },
    arguments: {},
    ...{ wait: now, dangerous: false, roles: centre },
  },
  'valve-open': {
    ...{ zh: '开启阀门', en: 'Open the valve' },
    arguments: {},
    ...{ wait: now, dangerous: true, roles: chiefs },
  },
  'valve-close': {
    ...{ zh: '关闭阀门', en: 'Close the valve' },
    arguments: {},
    ...{ wait: now, dangerous: true, roles: chiefs },
  },
} as const satisfies Readonly<Record<string, DeviceCommandSpec>>

export type DeviceCommandName = keyof typeof deviceCommands

/** What stations know by their protocol, with the bounds that it has. */
const stationCommands: Readonly<
  Record<StationProtocol, Partial<Record<DeviceCommandName, DeviceCommandSpec>>>
> = {
  hj212: {
    interval: {
      ...deviceCommands.interval,
      // HJ 212-2017, RtdInterval.
      arguments: { seconds: { ...deviceCommands.interval.arguments.seconds, min: 30, max: 3_600 } },
    },
    'minute-interval': deviceCommands['minute-interval'],
    clock: deviceCommands.clock,
  },
  sl651: {},
}

export const deviceCommandSpec = (
  name: DeviceCommandName,
  protocol?: StationProtocol,
): DeviceCommandSpec =>
  (protocol === undefined ? undefined : stationCommands[protocol][name]) ?? deviceCommands[name]

export const knownToStations = (protocol: StationProtocol): readonly DeviceCommandName[] =>
  (Object.keys(deviceCommands) as DeviceCommandName[]).filter(
    (name) => stationCommands[protocol][name] !== undefined,
  )

/** What every device knows that is no station. */
export const commonCommands = [
  'interval',
  'threshold',
] as const satisfies readonly DeviceCommandName[]
/** What a kind says that its devices know beside them. */
export const kindCommands = [
  'siren-on',
  'siren-off',
  'spray-on',
  'spray-off',
  'valve-open',
  'valve-close',
] as const satisfies readonly DeviceCommandName[]

/** Everybody whom some command allows; the table says it again of each. */
export const commandRoles = centre

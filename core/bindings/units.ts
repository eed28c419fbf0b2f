/** Units in which others report, and how they become the unit of a quantity of ours. */

/** By what a value in it is multiplied, and what is added then, to be in the first unit of its group. */
type Unit = number | readonly [factor: number, added: number]

const groups: readonly Readonly<Record<string, Unit>>[] = [
  { m: 1, mm: 1e-3, cm: 1e-2, dm: 0.1, km: 1_000, in: 0.0254, ft: 0.3048 },
  { 'ug/m3': 1, 'ng/m3': 1e-3, 'mg/m3': 1e3, 'g/m3': 1e6, 'µg/m3': 1, 'μg/m3': 1 },
  { 'm/s': 1, 'km/h': 1 / 3.6, kn: 1_852 / 3_600 },
  { 'm/s2': 1, g: 9.806_65, mg: 9.806_65e-3 },
  { Cel: 1, '°C': 1, '℃': 1, K: [1, -273.15], degF: [5 / 9, -160 / 9], '°F': [5 / 9, -160 / 9] },
  { deg: 1, '°': 1, rad: 180 / Math.PI },
  { 'mm/h': 1, 'mm/min': 60 },
  { '%': 1, '%RH': 1, '%LEL': 1, '%EL': 1, '1': 100, '/': 100, '‰': 0.1 },
  { 'dB(A)': 1, dBA: 1, dB: 1 },
  { dBm: 1, dBW: [1, 30] },
  { kPa: 1, Pa: 1e-3, hPa: 0.1, MPa: 1_000, bar: 100, mbar: 0.1 },
  { V: 1, mV: 1e-3 },
  { A: 1, mA: 1e-3 },
  { 'm3/h': 1, 'm3/s': 3_600, 'L/s': 3.6, 'L/min': 0.06, 'L/h': 1e-3, 'm3/min': 60 },
  { m3: 1, L: 1e-3 },
]

/** Units that become this one; it alone where none does. */
export const unitsFor = (unit: string): readonly string[] =>
  Object.keys(groups.find((group) => Object.hasOwn(group, unit)) ?? { [unit]: 1 })

/**
 * A value in another unit; undefined where there is no way between the two. Rounded to twelve digits: 0.17 m are 17 cm and
 * not 17.000000000000004, so that a fact has one identity by whichever way it came.
 */
export function converted(value: number, from: string, to: string): number | undefined {
  if (from === to) return value
  const group = groups.find((each) => Object.hasOwn(each, from) && Object.hasOwn(each, to))
  if (group === undefined) return undefined
  const [factor, added] = partsOf(group[from])
  const [divisor, taken] = partsOf(group[to])
  return rounded((value * factor + added - taken) / divisor)
}

export const rounded = (value: number): number => Number(value.toPrecision(12))

/** The shortest number that is the same in 32 bits: 0.412 and not 0.41200000047683716, which nobody measured. */
export function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}

const partsOf = (unit: Unit = 1): readonly [number, number] =>
  typeof unit === 'number' ? [unit, 0] : unit

/** Grafana's names of the units of quantities; what it does not know is written behind the number. */
const units: Readonly<Record<string, string>> = {
  '%': 'percent',
  '%RH': 'humidity',
  Cel: 'celsius',
  'dB(A)': 'dB',
  dBm: 'dBm',
  deg: 'degree',
  'm/s': 'velocityms',
  m: 'lengthm',
  'mg/m3': 'conmgm3',
  'ug/m3': 'conμgm3',
  bool: 'short',
}

export const drawnUnit = (unit: string): string => units[unit] ?? `suffix:${unit}`

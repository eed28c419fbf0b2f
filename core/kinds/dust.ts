import type { KindDocument } from './document.ts'
import { tenthsOfFullScale } from './faults.ts'

const concentration = (most: number, faults: readonly number[]) =>
  ({ unit: 'ug/m3', range: [0, most], faults: [...faults, ...tenthsOfFullScale] }) as const

export const dust = {
  id: 'dust',
  zh: '扬尘',
  en: 'Dust',
  period: 60,
  sites: { construction: null, street: null },
  quantities: {
    pm25: { ...concentration(10_000, [9_999]), zh: 'PM2.5', en: 'PM2.5' },
    pm10: { ...concentration(20_000, [9_999]), zh: 'PM10', en: 'PM10' },
    tsp: { ...concentration(50_000, [9_999, 32_767]), zh: '总悬浮颗粒物', en: 'TSP' },
    windSpeed: { unit: 'm/s', range: [0, 75], zh: '风速', en: 'Wind speed' },
    windDirection: { unit: 'deg', range: [0, 360], zh: '风向', en: 'Wind direction' },
    temperature: { unit: 'Cel', range: [-50, 90], zh: '温度', en: 'Temperature', faults: [85] },
    humidity: { unit: '%RH', range: [0, 100], zh: '湿度', en: 'Humidity' },
    battery: null,
    rssi: null,
  },
  commands: ['spray-on', 'spray-off'],
} as const satisfies KindDocument

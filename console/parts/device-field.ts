/** What a field of a device is called on the pages, by its path (`limits.road.file_cm`) or name. */
import type { Words } from '../../core/bilingual.ts'
import { configurationWords } from '../words/device-configuration.ts'
import { hoursWords } from '../words/device-hours.ts'
import { importWords } from '../words/device-import.ts'
import { deviceWords } from '../words/devices.ts'
import { say } from '../words/words.ts'

const fieldWords: Words = {
  ...deviceWords,
  hours: hoursWords.hours,
  limits: importWords.limits,
  active: deviceWords.activeState,
  position: importWords.position,
  configuration: configurationWords.title,
}

export function fieldName(path: string): string {
  const [name = '', ...below] = path.split('.')
  const words = Object.hasOwn(fieldWords, name) ? fieldWords[name] : undefined
  return words === undefined ? path : [say(words), below.join('.')].join(' ').trim()
}

/** What a device can be set to, as a field of a form: a switch to choose, a number to write within its bounds. */
import type { ConfigurationView } from '../../api/types.ts'
import { unitSign } from '../../parts/units.ts'
import { configurationWords as words } from '../../words/device-configuration.ts'
import { say } from '../../words/words.ts'
import { Choose, Text } from './adopt-inputs.tsx'

export type Setting = ConfigurationView['settings'][number]

/** What is no number the server refuses in its words. */
export function valueOf({ unit }: Setting, text: string): number | boolean | string | null {
  if (text.trim() === '') return null
  if (unit === 'bool') return text === 'true'
  const number = Number(text)
  return Number.isNaN(number) ? text.trim() : number
}

interface SettingFieldProps {
  readonly setting: Setting
  readonly value: string
  readonly onInput: (value: string) => void
}

export function SettingField({ setting, value, onInput }: SettingFieldProps) {
  const { unit, min, max } = setting
  if (unit === 'bool')
    return (
      <Choose
        label={say(setting)}
        value={value}
        options={[
          ['', say(words.keep)],
          ['true', say(words.on)],
          ['false', say(words.off)],
        ]}
        onChange={onInput}
      />
    )
  const label = say(words.bounds, { name: say(setting), min, max, unit: unitSign(unit) })
  return <Text label={label} value={value} numeric onInput={onInput} />
}

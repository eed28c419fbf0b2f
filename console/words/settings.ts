/** Words of the settings of the program. */
import type { Bilingual, Words } from '../../core/bilingual.ts'
import type { SettingSource } from '../../core/setting.ts'

export const settingWords = {
  title: { zh: '系统设置', en: 'Settings' },
  help: {
    zh: '本进程当前生效的设置，及其写在何处；时长以毫秒计，密钥不显示。此处只供查看：在配置文件或环境变量中修改，重新启动后生效。各项说明见 docs/operations.md。',
    en: 'What this process works with, and where each value is written; lengths of time are milliseconds, secrets are not shown. To read only: change the file or the environment and start again. docs/operations.md says what each is for.',
  },
  find: { zh: '名称或变量', en: 'Name or variable' },
  said: { zh: '只看改过的', en: 'Only what somebody set' },
  count: { zh: '{process}：{all} 项中的 {shown} 项', en: '{process}: {shown} of {all}' },
  name: { zh: '名称', en: 'Name' },
  value: { zh: '生效值', en: 'In force' },
  source: { zh: '来源', en: 'Source' },
  otherwise: { zh: '默认值', en: 'Default' },
  variable: { zh: '环境变量', en: 'Variable' },
} as const satisfies Words

export const settingSourceWords: Readonly<Record<SettingSource, Bilingual>> = {
  default: { zh: '默认', en: 'default' },
  file: { zh: '配置文件', en: 'file' },
  environment: { zh: '环境变量', en: 'environment' },
  start: { zh: '启动命令', en: 'start command' },
}

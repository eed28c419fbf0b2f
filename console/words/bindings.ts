/** Words of the page on which a binding is written against a captured message. */
import type { Words } from '../../core/bilingual.ts'

export const bindingWords = {
  write: { zh: '编写接入映射', en: 'Write a binding' },
  writeFor: { zh: '编写接入映射：报文 {offset}', en: 'Write a binding for letter {offset}' },
  title: { zh: '编写接入映射', en: 'Write a binding' },
  back: { zh: '返回异常报文', en: 'Back to the dead letters' },
  none: {
    zh: '从异常报文中选一条，再编写接入映射。',
    en: 'Choose a dead letter first; a binding is written against it.',
  },
  help: {
    zh: '选出报文中每个值的用途，右侧即为系统按此读出的结果。本页不保存任何内容。',
    en: 'Say what each value of the message is; beside it stands what the system would read by it. Nothing of this page is kept.',
  },

  message: { zh: '收到的报文', en: 'The captured message' },
  levels: { zh: '主题中可变的层级', en: 'Levels of the topic that are any word' },
  levelsHelp: {
    zh: '勾选的层级可为任意内容，其名称可用作设备编号。',
    en: 'A chosen level may be any word, and may be the id of the device.',
  },
  called: { zh: '{text}（{name}）', en: '{text} ({name})' },

  places: { zh: '报文中的值', en: 'What stands in it' },
  place: { zh: '位置', en: 'Place' },
  value: { zh: '值', en: 'Value' },
  use: { zh: '用作', en: 'Is' },
  useOf: { zh: '{place} 用作', en: '{place} is' },
  more: { zh: '单位或取值对照', en: 'Unit, or words' },
  unitOf: { zh: '{place} 的单位', en: 'Unit of {place}' },
  wordsOf: { zh: '{place} 的取值对照', en: 'Words of {place}' },
  wordsHint: { zh: '如 abnormal=1, normal=0', en: 'such as abnormal=1, normal=0' },
  wordsWrong: {
    zh: '取值对照写作 abnormal=1, normal=0：每个取值对应一个数字',
    en: 'Words are written abnormal=1, normal=0: a number for each',
  },
  unused: { zh: '不用', en: 'not used' },
  device: { zh: '设备编号', en: 'id of the device' },
  externalId: {
    zh: '平台设备号（IMEI、DevEUI 等）',
    en: 'its external id (IMEI, DevEUI)',
  },
  mn: { zh: 'MN', en: 'its MN' },
  time: { zh: '观测时间', en: 'when it was observed' },
  beijing: { zh: '观测时间（无时区，按北京时间）', en: 'when, without a zone, in Beijing time' },
  quantities: { zh: '监测因子', en: 'Quantities' },
  each: { zh: '一条报文含多条读数，位于', en: 'Several items in one message stand at' },
  eachNone: { zh: '一条报文为一条读数', en: 'the message is one item' },
  noPlaces: {
    zh: '没有可选的值：字节类报文在映射原文的 bytes 中写出各数的位置。',
    en: 'There is nothing to choose: numbers in bytes are written in the text, under bytes.',
  },

  file: { zh: '映射文件', en: 'The file' },
  text: { zh: '映射原文（YAML）', en: 'Binding (YAML)' },
  copy: { zh: '复制', en: 'Copy' },
  copied: { zh: '已复制', en: 'Copied' },
  download: { zh: '下载 {file}', en: 'Download {file}' },
  mistakes: { zh: '错误', en: 'Mistakes' },
  line: { zh: '第 {line} 行：{message}', en: 'line {line}: {message}' },

  result: { zh: '读出的结果', en: 'What it becomes' },
  mended: { zh: '改正错误后显示结果。', en: 'Shown once the mistakes are mended.' },
  notCovered: {
    zh: '映射的主题不包括这条报文的主题。',
    en: 'The topics of the binding are not for this message.',
  },
  nothing: {
    zh: '按此映射，这条报文不产生读数。',
    en: 'By this binding the message is no reading.',
  },
  unregistered: { zh: '未登记', en: 'not registered' },
  first: {
    zh: '共 {count} 条，显示前 {shown} 条',
    en: '{count} in all, the first {shown} are shown',
  },
  observed: { zh: '观测时间', en: 'Observed' },
  values: { zh: '监测值', en: 'Values' },
  refused: { zh: '不能读出：', en: 'Cannot be read:' },

  letters: { zh: '在全部异常报文上试用', en: 'Try it on all dead letters' },
  lettersHelp: {
    zh: '用这些主题最近的 1,000 条异常报文试读，不会重新投递。',
    en: 'The newest 1,000 dead letters of its topics are tried; nothing is put back.',
  },
  tryAll: { zh: '试用', en: 'Try it' },
  covered: { zh: '{count} 条异常报文属于这些主题', en: '{count} dead letters are on its topics' },
  read: {
    zh: '可读出 {count} 条，读数 {readings} 条',
    en: '{count} would be read: {readings} readings',
  },
  partly: { zh: '部分读出 {count} 条', en: '{count} in part' },
  unread: { zh: '不能读出 {count} 条', en: '{count} would not' },
  others: { zh: '不适用（when 条件不符）{count} 条', en: '{count} are not meant by its when' },
  cut: { zh: '过长、可能不完整 {count} 条', en: '{count} may be cut' },
  older: { zh: '更早的报文未试', en: 'older ones were not tried' },
  strangers: { zh: '未登记的设备：', en: 'Not registered:' },
  register: { zh: '去登记', en: 'Register them' },
  example: { zh: '报文 {offset}：{detail}', en: 'letter {offset}: {detail}' },

  force: { zh: '生效与重新投递', en: 'In force, and put back' },
  forceNone: {
    zh: '尚未生效。将文件放入各进程的接入映射目录，两秒内生效：',
    en: 'Not in force. Put the file into the folder of bindings of each process; within two seconds it is in force:',
  },
  forceOther: {
    zh: '现行的 {id} 与本页不同。用新文件替换接入映射目录中的同名文件：',
    en: 'What is in force as {id} differs from this page. Replace the file of that name in the folder of bindings:',
  },
  forceSame: { zh: '{id} 已生效，与本页一致。', en: '{id} is in force as it stands here.' },
  forceEach: {
    zh: '多进程部署时，先确认各进程的目录都已更新，再重新投递。',
    en: 'With several processes see first that each has it in its folder.',
  },
  forceMistakes: { zh: '有错误的映射不能生效。', en: 'A binding with mistakes is not taken.' },
  putBack: { zh: '重新投递可读出的报文', en: 'Put back what can be read' },
  putBackDone: { zh: '已重新投递 {count} 条', en: '{count} put back' },
  putBackNone: {
    zh: '没有可重新投递的报文：设备须先登记。',
    en: 'There is nothing to put back: devices are registered first.',
  },
} as const satisfies Words

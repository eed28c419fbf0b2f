/** What schemas that several folders share say of a text that does not fit. */
import type { Words } from './bilingual.ts'

export const schemaWords = {
  hoursForm: {
    zh: '时段写作 10:00-14:00，或 Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00',
    en: 'hours are written 10:00-14:00, or Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00',
  },
  hoursFormNot: {
    zh: "时段写作 10:00-14:00，或 Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00；不能写 '{word}'",
    en: "hours are written 10:00-14:00, or Mo-Fr 10:00-14:00, 16:30-21:00; Sa,Su 10:00-02:00; not '{word}'",
  },
  hoursLength: { zh: '时段最多 {most} 个字符', en: 'hours have {most} characters at most' },
  hoursEmpty: {
    zh: '时段 {word} 是空的；全天写作 00:00-24:00',
    en: 'the hours {word} are empty; the whole day is 00:00-24:00',
  },
  outsideName: {
    zh: '{what}由 1 到 64 个字母、数字或 . _ : - 组成，以字母或数字开头',
    en: '{what} must be 1-64 letters, digits or . _ : - and start with a letter or digit',
  },
  noKind: {
    zh: "没有设备种类 '{text}'，应为以下之一：{kinds}",
    en: "there is no kind '{text}': one of {kinds}",
  },
  reservedName: {
    zh: '{id} 是队伍、角色或服务的名称，不能作设备编号',
    en: '{id} is a name of crews, roles or services, and of no device',
  },
  unwantedCharacter: {
    zh: '第 {place} 个字符是 {code}，文本中不允许出现',
    en: 'character {place} is {code}, which no text may hold',
  },
  cellForm: { zh: '单元网格编码为 15 位数字', en: 'a grid cell code has 15 digits' },
  componentForm: { zh: '部件编码为 16 位数字', en: 'a component code has 16 digits' },
  limitPath: {
    zh: '限值以路径命名，如 road.file_cm',
    en: 'a limit is named by its path, such as road.file_cm',
  },
  limitNumber: {
    zh: '不是数字：限值写作 road.file_cm=12',
    en: 'is no number: a limit is written road.file_cm=12',
  },
  leastPeriod: { zh: '上报周期以秒计，至少 1', en: 'a period is in seconds, at least 1' },
  mostPeriod: {
    zh: '上报周期以秒计，至多 2592000（30 天）',
    en: 'a period is in seconds, at most 2592000 (30 days)',
  },
  stationForm: {
    zh: 'MN（设备唯一标识）由 1 到 32 个字母、数字或 . _ - 组成',
    en: 'an MN has 1-32 letters, digits or . _ -',
  },
  addressForm: {
    zh: '遥测站地址为 10 位数字（十六进制字母须大写）；电子表格中请设为文本',
    en: 'a station address has ten digits, hexadecimal letters as capitals; in a spreadsheet it is text',
  },
} as const satisfies Words

/** Words of the import of devices from a file. */
import type { Words } from '../../core/bilingual.ts'

export const importWords = {
  tab: { zh: '批量导入', en: 'Import' },
  title: { zh: '从表格批量导入设备', en: 'Import devices from a spreadsheet' },
  help: {
    zh: '选择文件后先检查，不作任何改动；确认后再导入。已登记的设备只改文件里有的列，不在文件里的设备保持原样。可先下载台账作样表：',
    en: 'A file is looked at first, and nothing is changed until you import it. Of a registered device only the columns of the file change; devices that are not in it stay as they are. The register as a pattern:',
  },
  file: { zh: '设备文件（CSV、XLSX、GeoJSON）', en: 'File of devices (CSV, XLSX, GeoJSON)' },
  changeKind: {
    zh: '允许已登记的设备改为其他类型',
    en: 'Registered devices may become another kind',
  },
  checking: { zh: '正在检查…', en: 'Looking at the file…' },
  limits: { zh: '自有限值', en: 'Own limits' },
  position: { zh: '坐标', en: 'Position' },

  columns: { zh: '各列的含义', en: 'What the columns are' },
  heading: { zh: '文件中的列', en: 'Column of the file' },
  sample: { zh: '首行内容', en: 'First row' },
  readAs: { zh: '作为', en: 'Read as' },
  readAsOf: { zh: '“{heading}”作为', en: '“{heading}” is read as' },
  leaveOut: { zh: '不导入', en: 'Leave out' },
  unknownColumns: {
    zh: '有 {count} 列无法识别，请选择含义或“不导入”，再重新检查。',
    en: '{count} columns are not known: say what they are or leave them out, and check again.',
  },
  checkAgain: { zh: '重新检查', en: 'Check again' },

  mistakes: {
    zh: '共 {count} 处错误。文件未导入；请改正后重新选择文件。',
    en: '{count} mistakes. Nothing was imported: put them right and choose the file again.',
  },
  mistakesTitle: { zh: '错误清单', en: 'Mistakes' },
  row: { zh: '行', en: 'Row' },
  feature: { zh: '要素 {feature}', en: 'feature {feature}' },
  column: { zh: '列', en: 'Column' },
  mistake: { zh: '错误', en: 'Mistake' },
  firstOnly: {
    zh: '此处列出前 {count} 项，其余见下载的文件。',
    en: 'The first {count} are listed here; the file to download has more.',
  },
  firstWarnings: {
    zh: '共 {all} 条，此处列出前 {count} 条。',
    en: '{all} in all; the first {count} are listed here.',
  },
  firstRows: { zh: '此处列出前 {count} 台。', en: 'The first {count} are listed here.' },
  downloadMistakes: { zh: '下载错误清单（CSV）', en: 'Download the mistakes (CSV)' },

  difference: { zh: '导入后的变化', en: 'What the import changes' },
  counted: {
    zh: '新增 {added} 台，修改 {changed} 台，不变 {unchanged} 台；台账中另有 {gone} 台不在文件中，保持原样。',
    en: '{added} new, {changed} changed, {unchanged} the same; {gone} more of the register are not in the file and stay as they are.',
  },
  change: { zh: '变化', en: 'Change' },
  added: { zh: '新增', en: 'New' },
  changedMark: { zh: '修改', en: 'Changed' },
  gone: { zh: '不在文件中的设备（{count} 台）', en: 'Not in the file ({count})' },
  warnings: { zh: '以下内容不会起作用：', en: 'Of this, the following will have no effect:' },
  nothingToDo: {
    zh: '文件与台账一致，无需导入。',
    en: 'The register is as the file says: there is nothing to import.',
  },
  put: { zh: '导入 {count} 台设备', en: 'Import {count} devices' },
  putting: { zh: '正在导入 {count} 台设备…', en: 'Importing {count} devices…' },
  done: {
    zh: '导入完成：新增 {added} 台，修改 {changed} 台，不变 {unchanged} 台。',
    en: 'Imported: {added} new, {changed} changed, {unchanged} the same.',
  },
  another: { zh: '再导入一个文件', en: 'Import another file' },
  toRegister: { zh: '查看设备台账', en: 'See the register' },

  credentials: { zh: '新设备的接入凭证', en: 'Credentials of the new devices' },
  credentialsHelp: {
    zh: '设备以编号为用户名、以凭证为密码接入 MQTT；经网关上报的 {behind} 台无需凭证。凭证只显示这一次。',
    en: 'A device connects to MQTT with its number as user name and the credential as password; the {behind} behind a gateway need none. They are shown this once.',
  },
  give: { zh: '为 {count} 台设备发放凭证', en: 'Give {count} devices their credentials' },
  giving: { zh: '已发放 {done} / {count}', en: '{done} of {count} given' },
  credential: { zh: '凭证', en: 'Credential' },
  keepThem: {
    zh: '请立即下载或打印并妥善保管，离开本页后无法再看到。',
    en: 'Download or print them now: once you leave this page nobody can see them again.',
  },
  downloadCredentials: { zh: '下载凭证（CSV）', en: 'Download the credentials (CSV)' },
  print: { zh: '打印', en: 'Print' },
} as const satisfies Words

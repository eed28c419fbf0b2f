/**
 * A case file as one page that needs nothing else: read in any browser, printed, and checked by what stands in it
 * (`urban-brain cases check-file`). It runs nothing and loads nothing.
 */
import { roleWords } from '../../core/actor.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import { eventWords } from '../../core/case-event-words.ts'
import { stageWords } from '../../core/case-terms.ts'
import { severityWords } from '../../core/severity.ts'
import { zoneOffset, type Instant } from '../../core/time.ts'
import type { Fact } from '../life/facts.ts'
import type { CaseFile, FiledPhoto } from './case-file.ts'

const words: Readonly<Record<Fact['event'], Bilingual>> = eventWords

/** What people wrote or chose; the rest of an event's data stands in the JSON. */
const told = {
  text: { zh: '说明', en: 'Text' },
  reason: { zh: '原因', en: 'Reason' },
  note: { zh: '派遣留言', en: 'Note with the order' },
  despite: { zh: '仍有告警，理由', en: 'Although an alarm stands' },
  unit: { zh: '单位', en: 'Unit' },
  limit: { zh: '时限', en: 'Limit' },
  position: { zh: '位置', en: 'Position' },
  metres: { zh: '距案发位置（米）', en: 'Metres from the place' },
  photoDoubts: { zh: '照片存疑', en: 'Doubts about pictures' },
  alarm: { zh: '告警', en: 'Alarm' },
} as const satisfies Readonly<Record<string, Bilingual>>

const missing = {
  'not-kept': { zh: '未保存', en: 'not kept' },
  deleted: { zh: '保存期已过，已删除', en: 'deleted, its time was over' },
  damaged: { zh: '已损坏', en: 'damaged where it is kept' },
  'too-large': { zh: '文件过大，未收入', en: 'left out, the file would be too large' },
} as const satisfies Readonly<Record<NonNullable<FiledPhoto['missing']>, Bilingual>>

const begin = '<script type="application/json" id="case-file">'
const end = '</script>'

export function caseFilePage(file: CaseFile): string {
  const offset = zoneOffset(file.zone)
  const clock = (at: Instant) =>
    new Date(at + offset(at)).toISOString().slice(0, 19).replace('T', ' ')
  const { case: state, events, photos, seal } = file
  const rows = events.map(({ version, at, by, event, data }) => [
    String(version),
    clock(at),
    both(Object.hasOwn(words, event) ? words[event as Fact['event']] : { zh: event, en: event }),
    `${both(roleWords[by.role])}<br>${safe(by.name)}`,
    detailsOf(data),
  ])
  const alarms = file.alarms.map(({ alarm, title, raisedAt, clearedAt, evidence }) => [
    `${both(title)}<br><code>${safe(alarm)}</code>`,
    clock(raisedAt) + (clearedAt === undefined ? '' : `<br>${clock(clearedAt)}`),
    evidence === undefined
      ? ''
      : `<code>${safe(evidence.condition)}</code><br>${safe(JSON.stringify(evidence.values))}`,
  ])
  return `<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${safe(state.id)} 案卷</title>
<style>
body{font:14px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111}
table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
img{max-width:100%;max-height:30em;display:block}figure{margin:1em 0;break-inside:avoid}small{color:#555}
</style>
</head>
<body>
<h1>案卷 <small>Case file</small> ${safe(state.id)}</h1>
<p>${both(state.title)} · ${both(stageWords[state.stage])} · ${both(severityWords[state.severity])} · ${safe(state.category)}</p>
<p>${placeOf(file)}</p>
<p>制作 <small>Made</small> ${clock(file.at)} (${safe(file.zone)}), ${safe(file.by)}</p>
<h2>办理记录 <small>Record</small></h2>
${table(['#', '时间 Time', '事项 What', '人员 Who', '内容 Details'], rows)}
<h2>证据 <small>Evidence</small></h2>
${table(['告警 Alarm', '发生 / 解除 Raised / cleared', '依据 What proves it'], alarms)}
${photos.map(figure).join('\n')}
<h2>防篡改证明 <small>Proof</small></h2>
<p>${proofOf(file, clock)}</p>
<p><code>urban-brain cases check-file ${safe(state.id)}.html${seal === undefined ? '' : ` --key ${safe(seal.seal.key)}`}</code></p>
${begin}${JSON.stringify(file).replaceAll('<', String.raw`\u003c`)}${end}
</body>
</html>
`
}

/** What stands in a page as JSON; undefined when it is no page of ours. */
export function caseFileIn(page: string): string | undefined {
  const from = page.indexOf(begin)
  const to = page.indexOf(end, from)
  return from < 0 || to < 0 ? undefined : page.slice(from + begin.length, to)
}

const safe = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')

const both = ({ zh, en }: Bilingual): string => `${safe(zh)} <small>${safe(en)}</small>`

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  rows.length === 0
    ? ''
    : `<table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}
</table>`

const detailsOf = (data: Readonly<Record<string, unknown>>): string =>
  Object.entries(told)
    .flatMap(([name, label]) => {
      const value = data[name]
      if (value === undefined) return []
      const text = typeof value === 'string' ? value : partsOf(value)
      return [`${both(label)}: ${safe(text)}`]
    })
    .join('<br>')

/** Of a position its degrees, of an alarm its identifier; in their order. */
const partsOf = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.values(value)
        .filter((part) => typeof part !== 'object')
        .join(', ')
    : String(value)

function placeOf({ case: { place, unit } }: CaseFile): string {
  const { description, device, component, cell, longitude, latitude } = place
  const degrees =
    longitude === undefined || latitude === undefined ? undefined : `${longitude}, ${latitude}`
  return [description, device, component, cell, degrees, unit]
    .filter((part) => part !== undefined)
    .map(safe)
    .join(' · ')
}

function figure({ sha256, versions, type, content, missing: why }: FiledPhoto): string {
  const seen =
    content === undefined || type === undefined
      ? both(missing[why ?? 'not-kept'])
      : `<img alt="" src="data:${safe(type)};base64,${content}">`
  return `<figure>${seen}<figcaption># ${versions.join(', ')} · SHA-256 <code>${safe(sha256)}</code></figcaption></figure>`
}

function proofOf({ seal, events }: CaseFile, clock: (at: Instant) => string): string {
  const head = events.at(-1)?.hash ?? ''
  const chain = `哈希链末值 <small>head of the chain</small> <code>${safe(head)}</code>`
  if (seal === undefined) return `${chain}; 尚未封存 <small>not sealed yet</small>`
  const { number, at, key } = seal.seal
  return `${chain}; 封存 <small>seal</small> ${number}, ${clock(at)}, 公钥 <small>public key</small> <code>${safe(key)}</code>`
}

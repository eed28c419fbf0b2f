/**
 * What the robots (群机器人) of chat groups are sent, and what their answers mean: DingTalk (钉钉), WeCom (企业微信) and
 * Feishu (飞书). Forms and limits as their makers describe them, recalled and not tried on their servers.
 */
import { createHmac } from 'node:crypto'

import type { Bilingual } from '../../core/bilingual.ts'
import { deadlineWords } from '../../core/case-terms.ts'
import { severityWords } from '../../core/severity.ts'
import type { Instant } from '../../core/time.ts'
import type { RobotKind } from '../life/addressee.ts'
import type { Notice } from '../life/notice.ts'

export interface Robot {
  readonly kind: RobotKind
  /** The address that the group gave its robot. It holds the key. */
  readonly hook: string
  /** Key of the signature, where the group asks for one. */
  readonly secret?: string | undefined
  readonly language: 'zh' | 'en'
}

/** What a group reads, in the language of its robot. */
export interface RobotMessage {
  readonly title: string
  readonly lines: readonly string[]
  /** Where one reads on. */
  readonly url: string
  /** How the group knows the person that it is for. */
  readonly mention?: string | undefined
}

/** The call that brings a message into the group. */
export function robotCall(
  { kind, hook, secret, language }: Robot,
  { title, lines, url, mention }: RobotMessage,
  now: Instant,
): { readonly url: string; readonly body: string } {
  const link = { zh: '查看', en: 'Open' }[language]
  if (kind === 'feishu') {
    const said = lines.map((text) => [{ tag: 'text', text: shortened(text) }])
    const at = mention === undefined ? [] : [[{ tag: 'at', user_id: mention }]]
    const content = [...at, ...said, [{ tag: 'a', text: link, href: url }]]
    const post = { [{ zh: 'zh_cn', en: 'en_us' }[language]]: { title: shortened(title), content } }
    const call = { ...feishuSignature(secret, now), msg_type: 'post', content: { post } }
    return { url: hook, body: JSON.stringify(call) }
  }
  const heading = plain(title)
  const at = mention === undefined ? [] : [kind === 'wecom' ? `<@${mention}>` : `@${mention}`]
  const said = lines.map((line) => plain(line))
  const text = [`### ${heading}`, ...at, ...said, `[${link}](${url})`].join('\n\n')
  return kind === 'wecom'
    ? { url: hook, body: JSON.stringify({ msgtype: 'markdown', markdown: { content: text } }) }
    : {
        url: dingtalkAddress(hook, secret, now),
        body: JSON.stringify({
          ...{ msgtype: 'markdown', markdown: { title: heading, text } },
          ...(mention !== undefined && { at: dingtalkMention(mention) }),
        }),
      }
}

/** DingTalk knows people by telephone or by identifier. */
const dingtalkMention = (mention: string) =>
  /^\+?\d{11,15}$/.test(mention) ? { atMobiles: [mention] } : { atUserIds: [mention] }

/** Why the robot did not take it, by its answer; robots answer 200 to what they refuse. */
export function robotRefusal(status: number, said: string): string | undefined {
  if (status < 200 || status > 299) return `the robot answered ${status}`
  const code = /"(?:errcode|code|StatusCode)"\s*:\s*(-?\d+)/.exec(said)?.[1]
  if (code === undefined) return 'the robot answered without a code'
  return code === '0' ? undefined : `the robot answered ${code}: ${said}`
}

/** A notice as a group reads it. `date` writes an instant on the clocks of the city. */
export function robotMessage(
  notice: Notice,
  language: Robot['language'],
  date: (at: Instant) => string,
): RobotMessage {
  const { case: id, deadline, severity, text, title, url, where } = notice
  const place = [where.name ?? where.device, where.cell].filter((part) => part !== undefined)
  const said = (word: Bilingual, what: string): string =>
    `${word[language]}${{ zh: '：', en: ': ' }[language]}${what}`
  return {
    title: `${said(severityWords[severity], title[language])} ${id}`,
    lines: [
      text[language],
      ...(place.length === 0 ? [] : [said({ zh: '地点', en: 'Place' }, place.join(' · '))]),
      ...(deadline === undefined ? [] : [said(deadlineWords[deadline.kind], date(deadline.at))]),
    ],
    url,
  }
}

/** WeCom takes 4,096 bytes, three of them for a Chinese character. */
const mostCharacters = 400

const shortened = (text: string): string => {
  const line = text.replaceAll(/[\p{Cc}\s]+/gu, ' ')
  const characters = Array.from(line)
  return characters.length <= mostCharacters
    ? line
    : `${characters.slice(0, mostCharacters - 1).join('')}…`
}

/** What people write makes no links, pictures, mentions or headings in a group. */
const plain = (text: string): string =>
  shortened(text).replaceAll(/[[\]()<>*_`#!~|@\\]/g, (mark) => full(mark))

const full = (mark: string): string => String.fromCodePoint((mark.codePointAt(0) ?? 0) + 0xfee0)

function dingtalkAddress(hook: string, secret: string | undefined, now: Instant): string {
  if (secret === undefined) return hook
  const url = new URL(hook)
  url.searchParams.set('timestamp', String(now))
  const sign = createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64')
  url.searchParams.set('sign', sign)
  return url.href
}

/** Theirs signs nothing with the text as its key. */
function feishuSignature(secret: string | undefined, now: Instant) {
  if (secret === undefined) return {}
  const timestamp = String(Math.floor(now / 1_000))
  return { timestamp, sign: createHmac('sha256', `${timestamp}\n${secret}`).digest('base64') }
}

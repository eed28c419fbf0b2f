/** Words for whoever reported a problem (进度查询), and for the desks that give out codes. */
import type { Words } from '../../core/bilingual.ts'

export const followWords = {
  title: { zh: '反映问题进度查询', en: 'Follow what you reported' },
  code: { zh: '查询码', en: 'Code' },
  help: {
    zh: '反映问题时告知您的 16 位查询码。',
    en: 'The 16 characters that you were told when you reported it.',
  },
  look: { zh: '查询', en: 'Look it up' },
  unknown: { zh: '没有这个查询码，请核对后再试。', en: 'There is no such code; please check it.' },
  tooMany: { zh: '尝试次数过多，请一分钟后再试。', en: 'Too many attempts; wait a minute.' },
  away: { zh: '暂时无法查询，请稍后再试。', en: 'It cannot be looked up now; try again later.' },
  number: { zh: '案件编号', en: 'Number' },
  stage: { zh: '目前进度', en: 'Where it stands' },
  course: { zh: '办理经过', en: 'What was done' },
  replies: { zh: '答复', en: 'Answers to you' },
  rate: { zh: '您对办理结果满意吗？', en: 'Was it dealt with to your satisfaction?' },
  rateUntil: { zh: '可评价至 {at}，只能评价一次。', en: 'Until {at}, and once.' },
  said: { zh: '意见（可不填，请勿填写姓名电话）', en: 'In words (optional; no names or numbers)' },
  send: { zh: '提交评价', en: 'Send' },
  rated: { zh: '您的评价', en: 'You said' },
  thanks: { zh: '谢谢您的评价。', en: 'Thank you.' },
} as const satisfies Words

export const followDeskWords = {
  title: { zh: '反映人查询与满意度', en: 'Reporter: code and rating' },
  give: { zh: '生成查询码', en: 'Give out a code' },
  giveHelp: {
    zh: '查询码只显示这一次；重新生成后原查询码作废。',
    en: 'It is shown this once; another one makes it worthless.',
  },
  page: { zh: '查询页面', en: 'Page' },
  rating: { zh: '满意度', en: 'Rating' },
  settled: { zh: '督办员已答复', en: 'answered by a supervisor' },
  said: { zh: '查看意见（将记录）', en: 'What was said (written down)' },
  nothing: { zh: '没有填写意见', en: 'Nothing was said' },
} as const satisfies Words

/** Words of devices that are told by Web Push (docs/escalation.md). */
import type { Words } from '../../core/bilingual.ts'

export const pushWords = {
  allow: { zh: '允许本机接收推送', en: 'Allow it on this device' },
  noDevice: {
    zh: '尚无设备。在要接收通知的手机或电脑上登录，打开本页并允许。',
    en: 'No device yet: sign in on the phone or desk that is to be told, open this page there and allow it.',
  },
  here: { zh: '本机', en: 'this device' },
  end: { zh: '停止推送', en: 'End' },
  endOf: { zh: '停止推送：{name}', en: 'End: {name}' },
  denied: {
    zh: '浏览器不允许本站发送通知。请在浏览器的网站设置中允许通知后重试。',
    en: 'The browser does not let this site show notices. Allow them in its settings of the site and try again.',
  },
  none: {
    zh: '此浏览器没有可用的推送服务。请换用手机或电脑自带的浏览器（不在微信等应用内打开）；iPhone 须先“添加到主屏幕”，再从主屏幕打开。',
    en: 'This browser has no push service that answers. Use the own browser of the phone or desk, not one inside of another application; on an iPhone add the page to the home screen first and open it from there.',
  },
} as const satisfies Words

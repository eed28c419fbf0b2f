/** Words of signing in and of the page of one's own account. */
import type { Words } from '../../core/bilingual.ts'

export const accountWords = {
  name: { zh: '账号', en: 'Name' },
  password: { zh: '密码', en: 'Password' },
  code: { zh: '动态验证码或恢复码', en: 'Code of the second factor, or a recovery code' },
  byName: { zh: '用账号登录', en: 'Sign in by name' },
  byToken: { zh: '用令牌登录', en: 'Sign in with a token' },
  unknown: {
    zh: '账号与密码不符；忘记密码请找管理员重置。',
    en: 'Name and password do not belong together; an administrator can reset the password.',
  },
  codeWrong: {
    zh: '验证码不对、已过期或已用过，请等下一个。',
    en: 'The code is wrong, over, or was used before; wait for the next one.',
  },
  paused: {
    zh: '尝试次数过多，请稍后再试。',
    en: 'Too many attempts; wait a while and try again.',
  },
  mine: { zh: '我的账号', en: 'My account' },
  mustChange: {
    zh: '首次登录，请先设置自己的密码。',
    en: 'Choose a password of your own first.',
  },
  mustAdd: {
    zh: '您的角色需要双因素认证，请先添加。',
    en: 'Your role needs a second factor; add one first.',
  },
  present: { zh: '当前密码', en: 'Present password' },
  next: { zh: '新密码', en: 'New password' },
  again: { zh: '再输入一次新密码', en: 'New password once more' },
  passwordHelp: {
    zh: '至少 12 个字符，可以是一句话，不必混用符号。修改后其他设备上的登录全部退出。',
    en: 'At least 12 characters; a sentence will do, and no signs need be mixed in. All other devices are signed out.',
  },
  differ: { zh: '两次输入的新密码不一致。', en: 'The two new passwords differ.' },
  change: { zh: '修改密码', en: 'Change password' },
  changed: { zh: '密码已修改。', en: 'The password is changed.' },
  secondFactor: { zh: '双因素认证', en: 'Second factor' },
  begin: { zh: '添加双因素认证', en: 'Add a second factor' },
  beginHelp: {
    zh: '用手机的验证器应用扫描二维码（也可在手机上打开链接或手动输入密钥），再输入它显示的六位数字。',
    en: 'Scan the code with an app for codes on your telephone, open the link there, or type the secret; then enter the six digits that it shows.',
  },
  qrCode: { zh: '双因素认证密钥的二维码', en: 'QR code of the secret of the second factor' },
  openApp: { zh: '在验证器应用中打开', en: 'Open in the app for codes' },
  secret: { zh: '密钥', en: 'Secret' },
  sixDigits: { zh: '六位验证码', en: 'Six digits' },
  add: { zh: '添加', en: 'Add' },
  remove: { zh: '移除双因素认证', en: 'Remove the second factor' },
  isOn: { zh: '已启用。', en: 'It is on.' },
  recovery: {
    zh: '恢复码只显示这一次，每个只能用一次。请抄下来，手机丢失时用。',
    en: 'These recovery codes are shown once, and each counts once. Write them down for the day the telephone is lost.',
  },
  goOn: { zh: '已抄下，继续', en: 'Written down, go on' },
  failures: {
    zh: '上次登录后有 {count} 次错误尝试。',
    en: '{count} wrong attempts since the last time.',
  },
} as const satisfies Words

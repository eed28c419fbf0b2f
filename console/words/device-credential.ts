import type { Words } from '../../core/bilingual.ts'

export const credentialWords = {
  give: { zh: '发放接入凭证', en: 'Give out a credential' },
  giveAnother: { zh: '更换接入凭证', en: 'Give out another credential' },
  title: { zh: '{id} 的接入凭证', en: 'Credential of {id}' },
  first: {
    zh: '设备以编号为用户名、以凭证为密码接入 MQTT。凭证只显示这一次。',
    en: 'The device connects to MQTT with its number as user name and the credential as password. The credential is shown this once.',
  },
  ofStation: {
    zh: '站点按 HJ 212 接入，每帧都带 MN 和密码。站点已有密码的请填写，留空则新生成六位密码，只显示这一次。',
    en: 'The station connects by HJ 212, with its MN and its password in each frame. Write the password that it has; without one a new one of six characters is made, and shown this once.',
  },
  ofHydrological: {
    zh: '站点按 SL 651 接入，每帧都带遥测站地址和密码。站点已有密码的请填写，留空则新生成 4 位，只显示这一次。',
    en: 'The station connects by SL 651, with its address and its password in each frame. Write the password that it has; without one a new one of four digits is made, and shown this once.',
  },
  fourDigits: {
    zh: '站点现有密码（4 位十六进制数字）',
    en: 'The password that it has (4 hexadecimal digits)',
  },
  password: { zh: '站点现有密码（1 至 9 位）', en: 'The password that it has (1-9 characters)' },
  another: {
    zh: '更换后旧凭证立即失效，设备要改用新凭证才能再接入。',
    en: 'The old credential ends at once: the device has to be given the new one before it can connect again.',
  },
  once: {
    zh: '请立即写入设备并妥善保管，关闭后无法再看到：',
    en: 'Write it into the device now; once this is closed nobody can see it again:',
  },
  next: {
    zh: '经网关上报的设备无需凭证；直接接入的设备，请系统管理员在设备页发放接入凭证。',
    en: 'Through a gateway it needs no credential; for a device that connects itself an administrator gives one out on its page.',
  },
} as const satisfies Words

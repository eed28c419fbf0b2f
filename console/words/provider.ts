/** Words of signing in by the identity provider of the city, and of why somebody does not come in. */
import type { Words } from '../../core/bilingual.ts'

export const providerWords = {
  by: { zh: '用{name}登录', en: 'Sign in by {name}' },
} as const satisfies Words

/** By the word that the server sends the browser back with. */
export const providerRefusalWords = {
  'person-unknown': {
    zh: '身份认证已通过，但您在本系统没有可用的账号，请找管理员开通。',
    en: 'You are known there, but have no account here that is in use; ask an administrator for one.',
  },
  'no-role': {
    zh: '身份认证已通过，但您的用户组没有对应的角色，请找管理员。',
    en: 'You are known there, but none of your groups has a role here; ask an administrator.',
  },
  'name-taken': {
    zh: '您的登录名在本系统另有他用，请找管理员。',
    en: 'Your name means something else here; ask an administrator.',
  },
  'other-person': {
    zh: '这个登录名的账号属于另一个人，请找管理员。',
    en: 'The account of this name belongs to somebody else; ask an administrator.',
  },
  'not-proved': {
    zh: '身份认证没有通过校验，请重新登录。',
    en: 'The answer of the identity provider does not hold; sign in again.',
  },
  'begin-again': {
    zh: '登录已超时或不是从本页开始的，请重新登录。',
    en: 'It took too long, or did not begin here; sign in again.',
  },
  away: {
    zh: '身份认证服务暂时没有回应；应急账号可用密码登录。',
    en: 'The identity provider does not answer now; an emergency account signs in by password.',
  },
} as const satisfies Words

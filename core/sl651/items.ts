/** What a body of SL 651 is made of, in either encoding. */

/** Numbers stand as they were sent: digits of BCD, or the text of ASCII. */
export type Item =
  /** `F1F1` or `ST`: whose the items behind it are. `category` (遥测站分类码): P rain, H river, K reservoir, ... */
  | { readonly type: 'station'; readonly station: string; readonly category: string }
  /** `F0F0` or `TT`: when the items behind it were observed, `YYMMDDHHmm`. */
  | { readonly type: 'time'; readonly time: string }
  | {
      readonly type: 'value'
      readonly word: string
      readonly data: string
      readonly decimals: number
    }
  /** An hour in steps of five minutes, hexadecimal. */
  | { readonly type: 'block'; readonly word: string; readonly data: string }
  /** 时间步长: `dhm` in six digits, all zero before blocks of an hour. Behind another one stands a series. */
  | { readonly type: 'step'; readonly step: string }
  | {
      readonly type: 'series'
      readonly words: readonly string[]
      /** Group by group; in HEX/BCD of one element. */
      readonly data: readonly string[]
      readonly decimals: number
      /** Of one number in HEX/BCD. */
      readonly bytes: number
    }
  /** `F2F2`, `F3F3`, `FDF6`: manual numbers, a picture, bulk data; all bytes to the end. */
  | { readonly type: 'rest'; readonly word: 'RGZS' | 'PIC' | 'DATA'; readonly data: string }

export interface Body {
  /** 流水号, 1 to 65535. */
  readonly serial: number
  /** 发报时间, `YYMMDDHHmmSS`. */
  readonly sentAt: string
  readonly items: readonly Item[]
}

/** `too-short`: no serial and time. `no-item`: bytes that are no identifier. `cut`: it ends within an item. */
export interface BodyFault {
  readonly fault: 'too-short' | 'no-item' | 'cut'
}

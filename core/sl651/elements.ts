/** Elements of SL 651 (编码要素; Annex C): by which byte HEX/BCD names them, and by which word ASCII does. */

/** From 01H on, in the order of the annex. */
const words =
  'AC AI C DR DT ED EJ FL GH GN GS GT GTP H HW M10 M20 M30 M40 M50 M60 M80 M100 MST NS ' +
  'P1 P2 P3 P6 P12 PD PJ PN01 PN05 PN10 PN30 PR PT Q Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 QA QZ SW UC UE US ' +
  'VA VJ VT Z ZB ZU Z1 Z2 Z3 Z4 Z5 Z6 Z7 Z8 SQ ZT pH DO COND TURB CODMN REDOX NH4N TP TN TOC ' +
  'CU ZN SE AS THG CD PB CHLA WP1 WP2 WP3 WP4 WP5 WP6 WP7 WP8 SYL1 SYL2 SYL3 SYL4 SYL5 SYL6 SYL7 SYL8 ' +
  'SBL1 SBL2 SBL3 SBL4 SBL5 SBL6 SBL7 SBL8 VTA VTB VTC VIA VIB VIC'

const byGuide: ReadonlyMap<number, string> = new Map(
  words.split(' ').map((word, index) => [index + 1, word]),
)
const byWord: ReadonlyMap<string, number> = new Map(
  [...byGuide].map(([guide, word]) => [word, guide]),
)

/** Structural ones of HEX/BCD, each with the byte that stands in the place of a data definition. */
export const guides = {
  time: 0xf0,
  station: 0xf1,
  manual: 0xf2,
  picture: 0xf3,
  /** 1小时内每5分钟时段雨量. */
  rain: 0xf4,
  /** 1小时内5分钟间隔相对水位1 to 8. */
  firstLevel: 0xf5,
  lastLevel: 0xfc,
  /** 流速批量数据. */
  bulk: 0xfd,
  extended: 0xff,
  step: 0x04,
} as const

/** Of one byte, or of two where it is one of the user's own: `Z`, `76`, `FF92`. */
export const wordOf = (guide: number): string =>
  byGuide.get(guide) ?? guide.toString(16).toUpperCase().padStart(2, '0')

const hexForm = /^(?:FF)?[0-9A-F]{2}$/

/** The bytes that name it; undefined for what has none. */
export function guideOf(word: string): Buffer | undefined {
  const guide = byWord.get(word)
  if (guide !== undefined) return Buffer.of(guide)
  return hexForm.test(word) ? Buffer.from(word, 'hex') : undefined
}

/** Blocks of an hour by their word: twelve values of one or two bytes, in tenths of a millimetre or hundredths of a metre. */
interface BlockForm {
  /** Of one value. */
  readonly bytes: number
  readonly decimals: number
}

const levels: BlockForm = { bytes: 2, decimals: 2 }
export const blocks: ReadonlyMap<string, BlockForm> = new Map([
  ['DRP', { bytes: 1, decimals: 1 }],
  ...Array.from({ length: 8 }, (_, index) => [`DRZ${index + 1}`, levels] as const),
])

export const blockWordOf = (guide: number): string | undefined =>
  guide === guides.rain
    ? 'DRP'
    : guide >= guides.firstLevel && guide <= guides.lastLevel
      ? `DRZ${guide - guides.rain}`
      : undefined

export const blockGuideOf = (word: string): number =>
  word === 'DRP' ? guides.rain : guides.rain + Number(word.slice(3))

/** Values in a block. */
export const blockValues = 12

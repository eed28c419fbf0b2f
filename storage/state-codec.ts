import { Packr } from 'msgpackr'

/** Bytes of what a consumer group remembers: plain data, typed arrays among it. */
const packr = new Packr({ moreTypes: true, useRecords: false })

export const encodeState = (value: unknown): Buffer => packr.pack(value)
export const decodeState = (bytes: Buffer): unknown => packr.unpack(bytes)

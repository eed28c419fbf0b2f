import { Packr, RESERVE_START_SPACE } from 'msgpackr'

/** Bytes of what a consumer group remembers: plain data, typed arrays among it. */
const packr = new Packr({ moreTypes: true, useRecords: false })

/** `room` bytes, up to 255, are left free before it. */
export const encodeState = (value: unknown, room = 0): Buffer =>
  packr.pack(value, RESERVE_START_SPACE | room)
export const decodeState = (bytes: Buffer): unknown => packr.unpack(bytes)

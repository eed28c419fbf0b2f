/** A station that speaks HJ 212: each packet is answered for itself (9014), and a command by 9011 and 9012. */
import { readDataArea } from '../../core/hj212/data-area.ts'
import { FrameReader } from '../../core/hj212/framing.ts'
import { readMessage, type Message } from '../../core/hj212/message.ts'
import type { Order, Orders } from '../orders.ts'
import type { HeardAnswer, Voice } from '../station-voice.ts'
import { corrupted, returnFrame, stationFrames, type StationName } from './hj212-bytes.ts'

export const hj212Voice = (station: StationName, orders: Pick<Orders, 'take'>): Voice => ({
  framesOf: (item, packets) =>
    stationFrames(item, station, packets).map(({ qn, bytes }) => ({ key: qn, bytes })),
  listen() {
    const reader = new FrameReader()
    return (chunk) =>
      reader.push(chunk).flatMap((one): readonly HeardAnswer[] => {
        if (one.type === 'noise') return []
        const message = readMessage(Buffer.from(one.segment).toString('utf8'))
        if ('fault' in message || message.qn === undefined) return []
        const { qn } = message
        if (message.cn === '9014') return [{ type: 'confirmed', key: qn }]
        return [{ type: 'told', replies: repliesTo({ ...message, qn }, station, orders) }]
      })
  },
  corrupted,
})

type Asked = Message & Required<Pick<Message, 'qn'>>

/** None where it is silent. */
function repliesTo(
  asked: Asked,
  station: StationName,
  orders: Pick<Orders, 'take'>,
): readonly Buffer[] {
  const { qn } = asked
  const at = (cn: '9011' | '9012', area: string) => returnFrame({ qn, cn, area }, station)
  const order = orderIn(asked)
  if (order === undefined) return [at('9011', 'QnRtn=8')]
  const obeyed = orders.take(order)
  if (obeyed === undefined) return []
  return obeyed.result === 'done'
    ? [at('9011', 'QnRtn=1'), at('9012', 'ExeRtn=1')]
    : [at('9011', 'QnRtn=2')]
}

/** Undefined for what it does not know. The standard has no time after which a request is over. */
function orderIn({ qn, cn, area }: Asked): Order | undefined {
  const always = { id: qn, device: undefined, until: Number.POSITIVE_INFINITY }
  if (cn === '1012') return { ...always, command: 'clock', arguments: {} }
  const { fields } = readDataArea(area)
  const seconds = Number(fields.get('RtdInterval'))
  if (cn === '1062' && Number.isInteger(seconds))
    return { ...always, command: 'interval', arguments: { seconds } }
  const minutes = Number(fields.get('MinInterval'))
  if (cn === '1064' && Number.isInteger(minutes))
    return { ...always, command: 'minute-interval', arguments: { minutes } }
  return undefined
}

import { kindOf, type Kind } from '../../core/kinds.ts'
import { quantityOf, type Quantity } from '../../core/quantities.ts'
import { alarmsOf } from '../parts/annotations.ts'
import type { Board } from '../parts/board.ts'
import { chosen, highest, type Few } from '../parts/chosen-devices.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import type { Panel } from '../parts/panel.ts'
import { minutes, ofKind } from '../parts/schema.ts'
import {
  alarmCounts,
  alarmTable,
  deviceTable,
  raisedNumber,
  reportingNumber,
  silentNumber,
} from '../parts/shared-panels.ts'
import { drawnUnit } from '../parts/units.ts'
import { deviceOf, district } from '../parts/variables.ts'
import { words } from '../parts/words.ts'

/** The ten highest of each quantity, under a name that no other variable of the board has. */
const highestIn = (kind: Kind, quantity: Quantity): Few =>
  highest({
    name: `highest_${quantity}`,
    by: `max("${quantity}_mean")`,
    from: minutes(kind),
  })

const curveOf = (kind: Kind, quantity: Quantity): Panel => {
  const { zh, en, unit } = quantityOf(quantity)
  return curvePanel({
    title: words(`${zh}（最高的十台）`, `${en}, the ten highest`),
    description: words(
      `所选设备中所示时段内最高的十台的分钟均值：${zh}，只含正常数据。`,
      `Minute means of the ten chosen devices that were highest in the time shown, of normal values only: ${en}.`,
    ),
    unit: drawnUnit(unit),
    width: 12,
    height: 8,
    step: '1m',
    devices: true,
    queries: [highestIn(kind, quantity).curves(`mean("${quantity}_mean")`)],
  })
}

/** The dashboard of a kind that a city adds: nobody drew one, so it shows what any kind has. */
export function addedKind(kind: Kind): Board {
  const { zh, en, quantities } = kindOf(kind)
  return {
    name: `kind-${kind}`,
    title: words(zh, en),
    description: words(`${zh}：设备、读数与告警。`, `${en}: devices, readings and alarms.`),
    from: 'now-24h',
    refresh: '1m',
    variables: [
      district,
      deviceOf(kind),
      ...quantities.map((quantity) => highestIn(kind, quantity).variable),
    ],
    annotations: [alarmsOf(kind)],
    rows: [
      {
        title: words('现状', 'Now'),
        panels: [
          reportingNumber(kind),
          silentNumber(kind),
          raisedNumber(kind),
          alarmCounts(kind, '1d', '30d'),
        ],
      },
      {
        title: words('读数', 'Readings'),
        panels: quantities.map((quantity) => curveOf(kind, quantity)),
      },
      {
        title: words('设备与告警', 'Devices and alarms'),
        panels: [deviceTable(kind), alarmTable([ofKind(kind), ...chosen])],
      },
    ],
  }
}

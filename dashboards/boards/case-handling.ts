import type { Row } from '../parts/board.ts'
import { caseEvents, was } from '../parts/chosen-cases.ts'
import { classes, inMinutes } from '../parts/classes.ts'
import { curvePanel } from '../parts/curve-panel.ts'
import { curves } from '../parts/influxql.ts'
import { numberPanel, spreadPanel } from '../parts/number-panel.ts'
import { zone } from '../parts/schema.ts'
import { ladder, severityColour } from '../parts/thresholds.ts'
import { words } from '../parts/words.ts'

export const handling = (): Row => ({
  title: words('处置时长与返工', 'Handling time and rework'),
  panels: [
    spreadPanel({
      title: words('处置时长分布', 'Handling time'),
      description: words(
        '已结案件从派遣到处置反馈的时长：每一档的案件数。',
        'From dispatch to the report of the crew: how many of the closed cases took so long.',
      ),
      width: 12,
      height: 9,
      none: words('没有结案', 'No case was closed'),
      classes: classes([30, 60, 120, 240, 480, 1_440], inMinutes).map(
        ({ words: said, within, alias }) => ({
          words: said,
          query: curves({
            select: 'count("handling_minutes")',
            from: caseEvents,
            where: [within('handling_minutes'), ...was('closed')],
            alias,
          }),
        }),
      ),
    }),
    numberPanel({
      title: words('平均处置时长', 'Handling time, mean'),
      description: words('从派遣到处置反馈。', 'From dispatch to the report of the crew.'),
      unit: 'm',
      width: 4,
      height: 9,
      decimals: 0,
      queries: [
        curves({
          select: 'mean("handling_minutes") AS "handling"',
          from: caseEvents,
          where: was('closed'),
        }),
      ],
    }),
    numberPanel({
      title: words('返工率', 'Rework'),
      description: words(
        '每个结案案件的平均返工次数。',
        'How often a closed case had to be done again, on average.',
      ),
      unit: 'percentunit',
      width: 4,
      height: 9,
      decimals: 1,
      queries: [
        curves({ select: 'mean("reworks") AS "reworks"', from: caseEvents, where: was('closed') }),
      ],
      steps: ladder({ yellow: 0.05, red: 0.15 }),
    }),
    numberPanel({
      title: words('退回率', 'Returned'),
      description: words(
        '每个结案案件的平均退回次数，反映派遣是否准确。',
        'How often a unit gave a closed case back, on average: how well dispatch finds the unit.',
      ),
      unit: 'percentunit',
      width: 4,
      height: 9,
      decimals: 1,
      queries: [
        curves({ select: 'mean("returns") AS "returns"', from: caseEvents, where: was('closed') }),
      ],
      steps: ladder({ yellow: 0.05, red: 0.15 }),
    }),
    curvePanel({
      title: words('返工与退回', 'Rework and returns'),
      description: words(
        '每天核查不通过与单位退回的次数。',
        'Checks that failed and cases given back, each day.',
      ),
      unit: 'short',
      width: 24,
      height: 7,
      step: '1d',
      span: '30d',
      decimals: 0,
      bars: true,
      stacked: true,
      min: 0,
      none: '0',
      queries: (['rework', 'returned'] as const).map((event) =>
        curves({
          select: 'sum("one")',
          from: caseEvents,
          where: was(event),
          fill: '0',
          zone,
          alias: event,
        }),
      ),
      names: [
        { curve: 'rework', words: words('返工', 'Rework'), colour: severityColour.red },
        { curve: 'returned', words: words('退回', 'Returned'), colour: severityColour.orange },
      ],
    }),
  ],
})

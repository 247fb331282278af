import type { Significance } from '../../../../api/analyses/significance/contract.ts'
import { text } from '../../../i18n/text.ts'
import * as area from '../../../i18n/significance.ts'
import type { ShownAnswer } from '../desk/shown-answer.svelte.ts'
import { nameOf } from './significance-words.ts'

/** Whoever needs more takes the answer from the API. */
const mostRows = 1000

/** The significant places with their figures, for Word and Excel; what is withheld stays empty. */
export function significanceTables({ places }: Significance): ShownAnswer['tables'] {
  const t = text(area)
  return [
    {
      title: t.title,
      rows: [
        [...Object.values(t.tableColumns), 'z', 'p', 'q'],
        ...places
          .slice(0, mostRows)
          .map((place) => [
            place.code,
            nameOf(place),
            t.kinds[place.kind],
            place.cases.count ?? place.cases.countText,
            place.casesAround.count ?? place.casesAround.countText,
            ...[place.expected, place.ratio, place.z, place.pValue, place.qValue].map(
              (value) => significant(value) ?? '',
            ),
          ]),
      ],
    },
  ]
}

/** Four figures are more than these numbers are worth. */
function significant(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4))
}

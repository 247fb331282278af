import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CoverageDesk, type DistrictCoverage } from '../../api/coverage/desk.ts'
import type { Database } from '../../api/database/connect.ts'
import { SettingsReader } from '../../api/settings/reader.ts'
import { loadDemoCity } from '../../seed/load.ts'
import { addDays } from '../../seed/time-slots.ts'
import type { CityTruth } from '../../seed/truth.ts'
import { engines, openScene } from './scene.ts'

const request = { seed: 1, anchorDay: '2026-03-02', size: 'small' } as const
/** The small city has tracks of one week. */
const days = [7, 6, 5, 4, 3, 2, 1].map((before) => addDays(request.anchorDay, -before))
const askedAt = new Date(`${addDays(request.anchorDay, 1)}T00:00:00+08:00`)

/** Somebody passing by may leave some minutes less missing. */
function missingOf(measure: string, missing: number): string {
  return measure.endsWith('Minutes') ? 'some' : String(missing)
}

/** One row per occurrence with less done than required, in a fixed order. */
function gapsFound({ targets }: DistrictCoverage): string[] {
  return targets
    .flatMap(({ coverage: { code, occurrences } }) =>
      occurrences
        .filter(({ done, required }) => done < required)
        .map(
          ({ day, slotCode, measure, done, required }) =>
            `${day} ${slotCode} ${code}: ${missingOf(measure, required - done)} ${measure}`,
        ),
    )
    .sort()
}

function gapsPlanted({ gaps }: CityTruth, from: string, to: string): string[] {
  return gaps
    .flatMap(({ targetCode, slotCode, requirement: { measure, amount }, occurrenceDates }) =>
      occurrenceDates
        .filter((day) => day >= from && day <= to)
        .map((day) => `${day} ${slotCode} ${targetCode}: ${missingOf(measure, amount)} ${measure}`),
    )
    .sort()
}

const toMillionths = (_: string, value: unknown) =>
  typeof value === 'number' ? Number(value.toFixed(6)) : value

const answers = new Map<string, DistrictCoverage>()

describe.each(engines)('the gaps planted in the small city, on %s', (engine) => {
  let database: Database
  let desk: CoverageDesk
  let truth: CityTruth

  beforeAll(async () => {
    database = await openScene(engine)
    truth = (await loadDemoCity(database, request)).truth
    desk = new CoverageDesk({ database, settings: new SettingsReader(database) })
  })
  afterAll(() => database?.close())

  const ask = (from: string, to: string) =>
    desk.answer(
      {
        from: new Date(`${from}T00:00:00+08:00`),
        to: new Date(`${addDays(to, 1)}T00:00:00+08:00`),
        slots: undefined,
        toleranceMeters: undefined,
      },
      askedAt,
    )

  it('are found in their week, all of them and no others', async () => {
    const [from, to] = [days[0]!, days.at(-1)!]
    const answer = await ask(from, to)
    const planted = gapsPlanted(truth, from, to)
    expect(planted.length).toBeGreaterThan(5)
    expect(gapsFound(answer)).toEqual(planted)
    answers.set(engine, answer)
  })

  it('are found on each day by itself', async () => {
    for (const day of days) expect(gapsFound(await ask(day, day)), day).toEqual(gapsPlanted(truth, day, day))
  })

  it('come with the same figures on every engine', () => {
    const [first] = answers.values()
    const figures = (answer: DistrictCoverage | undefined): unknown =>
      JSON.parse(
        JSON.stringify(
          answer?.targets.map(({ coverage }) => coverage),
          toMillionths,
        ),
      )
    expect(figures(answers.get(engine))).toEqual(figures(first))
  })
})

import { describe, expect, it } from 'vitest'
import type { EmergingKind } from '../../api/analyses/emerging/contract.ts'
import { contiguityOf } from '../../api/hotspots/contiguity.ts'
import { emergingKind } from '../../api/hotspots/emerging.ts'
import { spaceTimeCube } from '../../api/hotspots/space-time-cube.ts'

/** `+` hot, `-` cold, `.` neither, a sign per step. */
const statesOf = (signs: string): number[] =>
  [...signs].map((sign) => (sign === '+' ? 1 : sign === '-' ? -1 : 0))
const level = (signs: string): number[] => [...signs].map(() => 0)
const rising = (signs: string): number[] => [...signs].map((_, step) => step)
const falling = (signs: string): number[] => [...signs].map((_, step) => -step)

describe('emerging hot spots', () => {
  it.each<[string, (signs: string) => number[], EmergingKind | null]>([
    ['...........+', level, 'new'],
    ['.........+++', level, 'new'],
    ['.........+.+', level, 'new'],
    ['.......+++++', level, 'consecutive'],
    ['++++++++++++', rising, 'intensifying'],
    ['++++++++++++', level, 'persistent'],
    ['++++++++++++', falling, 'diminishing'],
    ['+++++++++++.', level, 'historical'],
    ['++++++......', falling, 'diminishing'],
    ['++++++......', level, null],
    ['.+..+..+...+', level, 'sporadic'],
    ['.+..-..+...+', level, 'oscillating'],
    ['............', rising, null],
    ['------------', falling, null],
  ])('%s is %s', (signs, z, kind) => {
    expect(emergingKind(statesOf(signs), z(signs), 3)).toBe(kind)
  })

  it('counts bins with their neighbours and the step before, and classes what it finds', () => {
    const places = 40
    const pairs = Array.from({ length: places - 1 }, (_, place): [number, number] => [place, place + 1])
    const quiet = () => new Float64Array(places).fill(2)
    const slices = Array.from({ length: 12 }, (_, step) => {
      const slice = quiet()
      if (step >= 10) slice[20] = 40
      return slice
    })
    const base = new Float64Array(places).fill(1)
    const cube = spaceTimeCube(slices, base, contiguityOf(places, pairs), 0.05, 3, true)
    expect(cube.kinds.map((kind, place) => (kind ? [place, kind] : [])).flat()).toEqual([
      19,
      'new',
      20,
      'new',
      21,
      'new',
    ])
    // three places of 2 before, 40 and two neighbours of 2 at the end: of the step alone
    expect([...cube.around.subarray(20 * 12, 21 * 12)]).toEqual([6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 44, 44])
    expect([...cube.states.subarray(20 * 12, 21 * 12)].join('')).toBe('000000000011')
  })
})

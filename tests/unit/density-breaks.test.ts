import { describe, expect, it } from 'vitest'
import { densityBreaks } from '../../api/hotspots/density-breaks.ts'

describe('the class limits of a density', () => {
  it('follow 1, 2, 5 up to the first that is not below the largest', () => {
    expect(densityBreaks(3500)).toEqual([0, 100, 200, 500, 1000, 2000, 5000])
    expect(densityBreaks(5000)).toEqual([0, 100, 200, 500, 1000, 2000, 5000])
    expect(densityBreaks(5001)).toEqual([0, 200, 500, 1000, 2000, 5000, 10000])
    expect(densityBreaks(1)).toEqual([0, 0.02, 0.05, 0.1, 0.2, 0.5, 1])
    expect(densityBreaks(0.03)).toEqual([0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05])
  })

  it('are one class where there is nothing', () => {
    expect(densityBreaks(0)).toEqual([0, 1])
  })
})

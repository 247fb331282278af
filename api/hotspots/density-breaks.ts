/** Between 0 and the largest: more bands than these cannot be told apart on a map that also shows streets. */
const limitsBetween = 5
const digits = [1, 2, 5]

/**
 * Class limits for densities, which are skewed: a few places hold most of the cases. They follow 1, 2, 5, 10, … so that each class is about twice
 * the one below, end with the first that is not below the largest value, and start with 0; what lies in the first class is background.
 *
 * @returns seven ascending limits, for example `[0, 100, 200, 500, 1000, 2000, 5000]` for a largest density of 3,500; `[0, 1]` when all is 0.
 */
export function densityBreaks(largest: number): number[] {
  if (!(largest > 0)) return [0, 1]
  let step = digits.length * Math.floor(Math.log10(largest))
  while (limitAt(step) < largest) step += 1
  return [
    0,
    ...Array.from({ length: limitsBetween + 1 }, (_, index) => limitAt(step - limitsBetween + index)),
  ]
}

/** 1, 2, 5, 10, 20, … by number; also below 1. */
function limitAt(step: number): number {
  const exponent = Math.floor(step / digits.length)
  return Number((digits[step - exponent * digits.length]! * 10 ** exponent).toPrecision(3))
}

type Theme = 'light' | 'dark'

/** ColorBrewer YlGnBu from little to much patrol, the other way round on the dark map: blue is what was done, as everywhere. */
const ramps: Record<Theme, readonly string[]> = {
  light: ['#edf8b1', '#c7e9b4', '#7fcdbb', '#41b6c4', '#1d91c0', '#225ea8'],
  dark: ['#22427e', '#225ea8', '#1d91c0', '#41b6c4', '#7fcdbb', '#c7e9b4'],
}

export const PRESENCE_CLASSES = ramps.light.length

export function presenceColors(theme: Theme): readonly string[] {
  return ramps[theme]
}

/** The class of a value above 0 among ascending limits that begin with 0. */
export function classOf(value: number, breaks: readonly number[]): number {
  let found = 0
  for (let index = 1; index < breaks.length - 1; index++) if (value >= breaks[index]!) found = index
  return found
}

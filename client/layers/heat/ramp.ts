type Theme = 'light' | 'dark'

/** ColorBrewer YlOrRd (7 classes) on the light map; inferno from dark to bright on the dark one. Both read without telling red from green. */
const ramps: Record<Theme, readonly string[]> = {
  light: ['#ffffb2', '#fed976', '#feb24c', '#fd8d3c', '#fc4e2a', '#e31a1c', '#b10026'],
  dark: ['#6a176e', '#932667', '#bc3754', '#dd513a', '#f37819', '#fca50a', '#fcd34a'],
}

/**
 * ColorBrewer RdBu, 7 classes from much less to much more; the middle is as quiet as the map. On the dark map, where a river is a dark blue,
 * less is violet (as in PuOr): no grid that lies over water is taken for it.
 */
const changeRamps: Record<Theme, readonly string[]> = {
  light: ['#2166ac', '#67a9cf', '#d1e5f0', '#f7f7f7', '#fddbc7', '#ef8a62', '#b2182b'],
  dark: ['#a99be0', '#7a6cb5', '#4d4578', '#2b313b', '#6b3a3a', '#b2563f', '#f08a6a'],
}

/** So many colours from weak to strong, spread over the whole ramp. */
export function heatColors(classes: number, theme: Theme): string[] {
  const ramp = ramps[theme]
  if (classes <= 1) return [ramp[4]!]
  return Array.from(
    { length: classes },
    (_, index) => ramp[Math.round((index * (ramp.length - 1)) / (classes - 1))]!,
  )
}

export function changeColors(theme: Theme): readonly string[] {
  return changeRamps[theme]
}

/** The colour that `color` gives at `opacity` (0 to 1) over `ground`, all `#rrggbb`. */
export function blended(color: string, ground: string, opacity: number): string {
  const below = channelsOf(ground)
  const mixed = channelsOf(color).map((channel, index) =>
    Math.round(channel * opacity + below[index]! * (1 - opacity)),
  )
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

/** `#rrggbb` to three numbers of 0 to 255. */
export function channelsOf(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

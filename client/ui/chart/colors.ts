/** The colours of the interface as a chart needs them: by value. */
export interface ChartColors {
  font: string
  surface: string
  border: string
  grid: string
  text: string
  text2: string
  accent: string
  rise: string
  fall: string
  done: string
  partly: string
  missed: string
  quiet: string
}

/** Read from the tokens that hold at `node`, in the theme that is shown. */
export function chartColors(node: Element): ChartColors {
  const style = getComputedStyle(node)
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    font: token('font'),
    surface: token('surface'),
    border: token('border-strong'),
    grid: token('border'),
    text: token('text'),
    text2: token('text-2'),
    accent: token('accent'),
    rise: token('rise'),
    fall: token('fall'),
    done: token('status-done'),
    partly: token('status-partly'),
    missed: token('status-missed'),
    quiet: token('status-not-required'),
  }
}

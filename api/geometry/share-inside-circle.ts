/** The shares of a segment between which it runs inside the closed circle around the origin; `[0, 0]` when it does not. */
export function shareInsideCircle(
  x: number,
  y: number,
  dx: number,
  dy: number,
  radius: number,
): readonly [number, number] {
  const c = x * x + y * y - radius * radius
  const a = dx * dx + dy * dy
  if (a === 0) return c <= 0 ? [0, 1] : [0, 0]
  const halfB = x * dx + y * dy
  const discriminant = halfB * halfB - a * c
  if (discriminant <= 0) return [0, 0]
  const root = Math.sqrt(discriminant)
  const enter = Math.max(0, (-halfB - root) / a)
  const leave = Math.min(1, (-halfB + root) / a)
  return leave > enter ? [enter, leave] : [0, 0]
}

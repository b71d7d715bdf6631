/** Moves labels apart that would overlap, keeping their order and staying inside the space. */
export function spread(wanted: number[], gap: number, bottom: number): number[] {
  const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at)
  let last = Number.NEGATIVE_INFINITY
  for (const each of order) {
    each.at = Math.max(each.at, last + gap)
    last = each.at
  }
  const over = Math.max(0, last - bottom)
  let next = Number.POSITIVE_INFINITY
  for (const each of [...order].reverse()) {
    each.at = Math.min(over > 0 ? each.at - over : each.at, next - gap)
    next = each.at
  }
  const placed: number[] = []
  for (const each of order) placed[each.index] = each.at
  return placed
}

/** A node as ECharts hands it to the page. */
export interface SvgNode {
  attrs: Record<string, unknown>
  children?: (SvgNode | undefined)[]
}

const shorthand = /^(?:(italic|oblique|normal)\s+)?(?:(bold|bolder|lighter|\d{3}|normal)\s+)?([\d.]+(?:px)?)(?:\/\S+)?\s+(.+)$/

/** The fonts of a style attribute as the attributes SVG has for them. */
export function fontAttributes(style: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const part of style.split(';')) {
    const colon = part.indexOf(':')
    if (colon < 0) continue
    const name = part.slice(0, colon).trim()
    const value = part.slice(colon + 1).trim()
    if (name === 'font') {
      const [, slant, weight, size, family] = shorthand.exec(value) ?? []
      if (slant) found['font-style'] = slant
      if (weight) found['font-weight'] = weight
      if (size) found['font-size'] = size
      if (family) found['font-family'] = family
    } else if (name.startsWith('font-')) found[name] = value
  }
  return found
}

/**
 * The same picture without style attributes, which a content security policy without 'unsafe-inline' refuses one by
 * one. What they hold of fonts is kept; what else they hold is in the style sheet of the chart.
 */
export function withoutStyles(node: SvgNode, root = true): SvgNode {
  const { style, ...attrs } = node.attrs
  node.attrs = typeof style === 'string' ? { ...attrs, ...fontAttributes(style) } : attrs
  // The painter writes one on the root after it has rendered: let it fall on deaf ears.
  if (root) Object.defineProperty(node.attrs, 'style', { set: () => undefined, enumerable: false })
  for (const child of node.children ?? []) if (child) withoutStyles(child, false)
  return node
}

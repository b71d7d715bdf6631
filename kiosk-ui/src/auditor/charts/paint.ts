// The colours and patterns of charts. Darker and lighter in turn, so that they can be told apart without colour; lines
// also differ in dashes and points, bars and cells in pattern.
export const inks = ['#083a80', '#b8590a', '#05603a', '#6b2a8c', '#374151'] as const
export const fills = ['#1f4f99', '#f0a35e', '#8fc7a9', '#6b2a8c', '#c3cad6'] as const
export const dashes: ('solid' | number[])[] = ['solid', [8, 5], [2, 4], [12, 4, 2, 4], [5, 3]]
export const marks = ['circle', 'rect', 'triangle', 'diamond', 'path://M0 0L10 0L5 9Z'] as const
export const text = '#111827'
export const text2 = '#374151'
export const line = '#d5dbe5'
export const target = '#912018'
export const surface = '#ffffff'
export const ground = '#f5f7fa'

/** Light to dark: how many. The order is the same in grey. */
export const scale = ['#eef3fb', '#bfd2ee', '#7fa3d8', '#3f6db5', '#083a80'] as const

/** Text on a cell of the scale, at least 4.5:1. */
export const onScale = (part: number): string => (part > 0.5 ? '#ffffff' : text)

export const decals = [
  { symbol: 'none' },
  { symbol: 'rect', rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 5], color: 'rgba(17, 24, 39, 0.45)' },
  { symbol: 'circle', symbolSize: 0.7, dashArrayX: [[7, 7], [0, 7, 7, 0]], dashArrayY: [7, 0], color: 'rgba(17, 24, 39, 0.45)' },
  { symbol: 'rect', rotation: -Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 5], color: 'rgba(255, 255, 255, 0.6)' },
  { symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 5], color: 'rgba(17, 24, 39, 0.45)' },
]

export const font = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', system-ui, sans-serif"
export const fontSize = 15

// Han characters are as wide as the text is high, others about half.
export const widthOf = (words: string): number => [...words].reduce((sum, each) => sum + (each > '\u2e80' ? fontSize : fontSize * 0.57), 0)

/** The text cut to a width, with an ellipsis where something is missing. */
export function fit(words: string, width: number): string {
  if (widthOf(words) <= width) return words
  let kept = ''
  for (const each of words) {
    if (widthOf(`${kept}${each}…`) > width) break
    kept += each
  }
  return `${kept}…`
}

// The numbers of the citizen screens that styles and tests both read. Pixels are CSS pixels at device-pixel-ratio 1.

export const panels = {
  portrait: { width: 1080, height: 1920, reachTop: 640 },
  landscape: { width: 1280, height: 1024, reachTop: 120 },
} as const
export type Panel = keyof typeof panels

export const textModes = ['default', 'large'] as const
export type TextMode = (typeof textModes)[number]

/** Smallest height and width of anything that can be touched, and of a key or the primary button. */
export const minimumTarget: Record<TextMode, number> = { default: 84, large: 96 }
/** Smallest computed font size. */
export const minimumFont: Record<TextMode, number> = { default: 28, large: 36 }
/** Smallest gap between two neighbouring targets, and between two opposite acts. */
export const minimumGap = 12
export const oppositeGap = 24

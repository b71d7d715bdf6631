/** Width and height in pixels. */
export interface Measured {
  width: number
  height: number
}

/** Pixels between two pictures that stand beside each other. */
export const besideGap = 8

interface Scene {
  stage: Measured
  mode: 'one' | 'beside' | 'slide'
  /** The pictures are turned a quarter: their width stands upright. */
  lying: boolean
}

/**
 * The size of each picture before it is turned, so that every one is seen whole and those that are compared have the
 * same height. Undefined where the stage or a picture has not been measured.
 */
export function placePictures(pictures: (Measured | undefined)[], scene: Scene): (Measured | undefined)[] {
  const { stage, mode, lying } = scene
  const known = pictures.filter((each): each is Measured => each !== undefined && each.width > 0 && each.height > 0)
  if (known.length < pictures.length || stage.width <= 0 || stage.height <= 0) return pictures.map(() => undefined)
  const shapes = known.map((each) => (lying ? each.height / each.width : each.width / each.height))
  const wide = mode === 'beside' ? shapes.reduce((sum, each) => sum + each, 0) : Math.max(...shapes)
  const room = mode === 'beside' ? stage.width - besideGap * (shapes.length - 1) : stage.width
  const height = Math.floor(Math.min(stage.height, room / wide))
  return shapes.map((shape) => (lying ? { width: height, height: height * shape } : { width: height * shape, height }))
}

/** Keeps an enlarged picture on the stage: it moves at most as far as it is larger. */
export function clampPan(to: { x: number; y: number }, stage: Measured, scale: number): { x: number; y: number } {
  const limit = (value: number, side: number) => {
    const most = (side * (scale - 1)) / 2
    return side > 0 ? Math.min(most, Math.max(-most, value)) : value
  }
  return { x: limit(to.x, stage.width), y: limit(to.y, stage.height) }
}

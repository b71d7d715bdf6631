import { describe, expect, it } from 'vitest'
import { clampPan, placePictures } from './placement'

const stage = { width: 1000, height: 600 }
const portrait = { width: 358, height: 441 }
const landscape = { width: 1600, height: 1200 }
const ratio = (size: { width: number; height: number } | undefined) => (size ? size.width / size.height : 0)

describe('pictures on the stage', () => {
  it('are seen whole, as large as fits', () => {
    const [box] = placePictures([portrait], { stage, mode: 'one', lying: false })
    expect(box?.height).toBe(600)
    expect(ratio(box)).toBeCloseTo(358 / 441)
    const [wide] = placePictures([{ width: 4000, height: 500 }], { stage, mode: 'one', lying: false })
    expect(wide?.width).toBeLessThanOrEqual(1000)
  })

  it.each(['beside', 'slide'] as const)('have the same height when compared (%s), and neither is cut', (mode) => {
    const [one, other] = placePictures([portrait, landscape], { stage, mode, lying: false })
    expect(one?.height).toBe(other?.height)
    expect(ratio(one)).toBeCloseTo(358 / 441)
    expect(ratio(other)).toBeCloseTo(4 / 3)
    const width = mode === 'beside' ? (one?.width ?? 0) + (other?.width ?? 0) + 8 : Math.max(one?.width ?? 0, other?.width ?? 0)
    expect(width).toBeLessThanOrEqual(1000)
  })

  it('still fit when turned a quarter', () => {
    const [box] = placePictures([landscape], { stage, mode: 'one', lying: true })
    // The unturned width stands upright.
    expect(box?.width).toBeLessThanOrEqual(600)
    expect(box?.height).toBeLessThanOrEqual(1000)
    expect(ratio(box)).toBeCloseTo(4 / 3)
  })

  it('have no size before they are read or the stage is measured', () => {
    expect(placePictures([portrait, undefined], { stage, mode: 'beside', lying: false })).toEqual([undefined, undefined])
    expect(placePictures([portrait], { stage: { width: 0, height: 0 }, mode: 'one', lying: false })).toEqual([undefined])
  })

  it('move no further than they are larger than the stage', () => {
    expect(clampPan({ x: 5000, y: -5000 }, stage, 2)).toEqual({ x: 500, y: -300 })
    expect(clampPan({ x: 100, y: 0 }, stage, 1)).toEqual({ x: 0, y: 0 })
  })
})

import { describe, expect, it } from 'vitest'
import { cutOf, PictureError, preparePicture } from './picture'

const need = { minWidth: 354, minHeight: 472 }

describe('the cut of a photo', () => {
  it.each([
    ['a camera’s upright picture', 3024, 4032, { x: 0, y: 0, width: 3024, height: 4032, drawnWidth: 1200, drawnHeight: 1600 }],
    ['one taken lying', 4032, 3024, { x: 882, y: 0, width: 2268, height: 3024, drawnWidth: 1200, drawnHeight: 1600 }],
    ['a tall one', 1080, 1920, { x: 0, y: 160, width: 1080, height: 1440, drawnWidth: 1080, drawnHeight: 1440 }],
    ['a small one', 354, 472, { x: 0, y: 0, width: 354, height: 472, drawnWidth: 354, drawnHeight: 472 }],
  ])('has the shape of a document photo: %s', (_, width, height, cut) => expect(cutOf(width, height, need)).toEqual(cut))

  it('leaves whole what is no document photo, but not larger than needed', () => {
    expect(cutOf(4000, 2000, undefined)).toMatchObject({ x: 0, y: 0, width: 4000, height: 2000, drawnWidth: 1600, drawnHeight: 800 })
  })

  it('never enlarges', () => {
    for (const [width, height] of [[300, 200], [90, 1000], [1601, 1600]] as const) {
      const cut = cutOf(width, height, need)
      expect(cut.drawnWidth).toBeLessThanOrEqual(cut.width)
      expect(cut.x + cut.width).toBeLessThanOrEqual(width)
      expect(cut.y + cut.height).toBeLessThanOrEqual(height)
    }
  })
})

it('refuses a file no phone can draw before reading it', async () => {
  const huge = { size: 60_000_001 } as Blob
  await expect(preparePicture(huge, need)).rejects.toEqual(new PictureError('too-large'))
})

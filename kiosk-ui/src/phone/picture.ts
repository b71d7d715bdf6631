/** What a photo has to be, as the field says. */
export interface Need {
  minWidth: number
  minHeight: number
}

export type PictureFault = 'unreadable' | 'too-small' | 'too-large'

/** Why a file cannot be sent as a photo, with the size it has where that is why. */
export class PictureError extends Error {
  readonly fault: PictureFault
  readonly width: number
  readonly height: number
  constructor(fault: PictureFault, width = 0, height = 0) {
    super(fault)
    this.name = 'PictureError'
    this.fault = fault
    this.width = width
    this.height = height
  }
}

// A document photo is 3 to 4. Nobody needs more pixels than this to judge a face, and a slow line carries it.
const ratio = 3 / 4
const longest = 1600
const quality = 0.9
/** A file above this is no photo a phone can draw. */
const readable = 60_000_000

/** The part of a picture that is kept, and the size it is drawn in. */
export interface Cut {
  x: number
  y: number
  width: number
  height: number
  drawnWidth: number
  drawnHeight: number
}

/** Cuts the middle out in the shape of a document photo, and makes it no larger than needed. */
export function cutOf(width: number, height: number, need: Need | undefined): Cut {
  const wide = need !== undefined && width > height * ratio
  const tall = need !== undefined && width < height * ratio
  const keptWidth = wide ? Math.round(height * ratio) : width
  const keptHeight = tall ? Math.round(width / ratio) : height
  const scale = Math.min(1, longest / Math.max(keptWidth, keptHeight))
  return {
    x: Math.round((width - keptWidth) / 2),
    // A face is above the middle: what is too tall loses more at the bottom.
    y: Math.round((height - keptHeight) / 3),
    width: keptWidth,
    height: keptHeight,
    drawnWidth: Math.round(keptWidth * scale),
    drawnHeight: Math.round(keptHeight * scale),
  }
}

/**
 * Draws a camera's file anew as it will be sent: upright (the camera only notes how it was held), cut, of a size a line
 * carries, and without the place and time that a camera writes into its files.
 */
export async function preparePicture(file: Blob, need: Need | undefined): Promise<Blob> {
  if (file.size > readable) throw new PictureError('too-large')
  const image = await decoded(file)
  const { naturalWidth: width, naturalHeight: height } = image
  const cut = cutOf(width, height, need)
  if (need && (cut.width < need.minWidth || cut.height < need.minHeight)) throw new PictureError('too-small', width, height)
  const canvas = document.createElement('canvas')
  canvas.width = cut.drawnWidth
  canvas.height = cut.drawnHeight
  const context = canvas.getContext('2d')
  if (!context) throw new PictureError('too-large')
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, cut.drawnWidth, cut.drawnHeight)
  context.drawImage(image, cut.x, cut.y, cut.width, cut.height, 0, 0, cut.drawnWidth, cut.drawnHeight)
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  // Gives the memory back at once: phones have little of it.
  canvas.width = 0
  canvas.height = 0
  if (!drawn) throw new PictureError('too-large')
  return drawn
}

async function decoded(file: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    if (image.naturalWidth === 0) throw new PictureError('unreadable')
    return image
  } catch {
    throw new PictureError('unreadable')
  } finally {
    URL.revokeObjectURL(url)
  }
}

// What the build of the papers' fonts needs to know of OpenType files.

const tag = (file, at) => file.toString('latin1', at, at + 4)

function tables(file, at = 0) {
  return Array.from({ length: file.readUInt16BE(at + 4) }, (_, i) => {
    const entry = at + 12 + 16 * i
    return { entry, name: tag(file, entry), offset: file.readUInt32BE(entry + 8), length: file.readUInt32BE(entry + 12) }
  })
}

const table = (file, at, name) => tables(file, at).find((each) => each.name === name)

/** The full name of a face (name table, id 4, Windows). */
function fullName(file, at) {
  const { offset } = table(file, at, 'name')
  const strings = offset + file.readUInt16BE(offset + 4)
  for (let i = 0; i < file.readUInt16BE(offset + 2); i++) {
    const record = offset + 6 + 12 * i
    if (file.readUInt16BE(record) !== 3 || file.readUInt16BE(record + 6) !== 4 || file.readUInt16BE(record + 4) !== 0x409) continue
    const begin = strings + file.readUInt16BE(record + 10)
    return Buffer.from(file.subarray(begin, begin + file.readUInt16BE(record + 8))).swap16().toString('utf16le')
  }
  return ''
}

/** One face of a collection as a file of its own. */
export function face(file, name) {
  if (tag(file, 0) !== 'ttcf') return file
  for (let i = 0; i < file.readUInt32BE(8); i++) {
    const at = file.readUInt32BE(12 + 4 * i)
    if (!fullName(file, at).startsWith(name)) continue
    const list = tables(file, at)
    const head = Buffer.from(file.subarray(at, at + 12 + 16 * list.length))
    const parts = [head]
    let end = head.length
    list.forEach(({ offset, length }, index) => {
      head.writeUInt32BE(end, 12 + 16 * index + 8)
      const padded = (length + 3) & ~3
      parts.push(file.subarray(offset, offset + length), Buffer.alloc(padded - length))
      end += padded
    })
    return Buffer.concat(parts)
  }
  throw new Error(`there is no face ${name} in the collection`)
}

/** The characters a font has (cmap, formats 4 and 12). */
export function characters(file) {
  const { offset } = table(file, 0, 'cmap')
  const all = new Set()
  for (let i = 0; i < file.readUInt16BE(offset + 2); i++) {
    const at = offset + file.readUInt32BE(offset + 4 + 8 * i + 4)
    const format = file.readUInt16BE(at)
    if (format === 12) {
      for (let group = 0; group < file.readUInt32BE(at + 12); group++) {
        const entry = at + 16 + 12 * group
        for (let code = file.readUInt32BE(entry); code <= file.readUInt32BE(entry + 4); code++) all.add(code)
      }
    } else if (format === 4) {
      const segments = file.readUInt16BE(at + 6) / 2
      for (let segment = 0; segment < segments; segment++) {
        const to = file.readUInt16BE(at + 14 + 2 * segment)
        const from = file.readUInt16BE(at + 16 + 2 * segments + 2 * segment)
        for (let code = from; code <= to && code !== 0xffff; code++) all.add(code)
      }
    }
  }
  return all
}

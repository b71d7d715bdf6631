// Writes dist/paper/: the fonts of printed papers.
//
// font.ttf is Noto Sans SC cut down to what papers hold: Latin, punctuation, the characters of GB 2312, and every
// character that the screens' keyboard can write in a name. A PDF carries only what it uses of it. rare.otf has the other
// Chinese characters of Noto Sans CJK SC, those beyond the basic plane among them, because names have them; papers draw
// them as outlines. Both are under the SIL Open Font License 1.1, which goes with them.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import subset from 'subset-font'
import { characters, face } from './opentype.mjs'

const require = createRequire(import.meta.url)
const source = (name) => require.resolve(`@expo-google-fonts/noto-sans-sc/${name}`)
const folder = fileURLToPath(new URL('../dist/paper/', import.meta.url))

const between = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at))
const gb2312 = () => {
  const decoder = new TextDecoder('gbk')
  const all = []
  for (let row = 0xa1; row <= 0xf7; row++) {
    for (let cell = 0xa1; cell <= 0xfe; cell++) all.push(decoder.decode(Uint8Array.of(row, cell)))
  }
  return all
}
const names = Object.values(JSON.parse(readFileSync(new URL('../src/kit/pinyinTable.json', import.meta.url), 'utf8'))).join('')
const text = [...between(0x20, 0x7e), ...between(0xa0, 0xff), ...between(0x2010, 0x203b), ...between(0x2190, 0x2193), ...'–—·•≥≤×%〓□☑¥', ...gb2312(), ...names].join('')

mkdirSync(folder, { recursive: true })
const common = await subset(readFileSync(source('400Regular/NotoSansSC_400Regular.ttf')), text, { targetFormat: 'truetype' })
writeFileSync(`${folder}font.ttf`, common)
copyFileSync(source('LICENSE_FONT'), `${folder}font-licence.txt`)

// The Debian package fonts-noto-cjk, which scripts/lib.sh installs.
const collection = process.env.ONEVISIT_RARE_FONT ?? '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'
const licence = process.env.ONEVISIT_RARE_FONT_LICENCE ?? '/usr/share/doc/fonts-noto-cjk/copyright'
if (!existsSync(collection)) throw new Error(`${collection} is missing: install fonts-noto-cjk, or name NotoSansCJK-Regular.ttc in ONEVISIT_RARE_FONT`)
const rare = face(readFileSync(collection), 'Noto Sans CJK SC')
const known = characters(common)
const han = (code) => (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) || (code >= 0x20000 && code <= 0x3ffff)
const wanted = [...characters(rare)].filter((code) => han(code) && !known.has(code))
writeFileSync(
  `${folder}rare.otf`,
  await subset(rare, wanted.map((code) => String.fromCodePoint(code)).join(''), {
    targetFormat: 'truetype',
    keepFeatures: [],
    noHinting: true,
  }),
)
copyFileSync(licence, `${folder}rare-licence.txt`)

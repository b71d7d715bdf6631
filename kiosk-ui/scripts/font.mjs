// Writes dist/paper/: the font of printed papers, Noto Sans SC cut down to what papers hold: Latin, punctuation, the
// characters of GB 2312, and every character that the screens' keyboard can write in a name. A PDF carries only what it
// uses of it. The licence (SIL Open Font License 1.1) goes with it.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import subset from 'subset-font'

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
const text = [...between(0x20, 0x7e), ...between(0xa0, 0xff), ...between(0x2010, 0x203b), ...between(0x2190, 0x2193), ...'–—·•≥≤×%〓', ...gb2312(), ...names].join('')

mkdirSync(folder, { recursive: true })
writeFileSync(`${folder}font.ttf`, await subset(readFileSync(source('400Regular/NotoSansSC_400Regular.ttf')), text, { targetFormat: 'truetype' }))
copyFileSync(source('LICENSE_FONT'), `${folder}font-licence.txt`)

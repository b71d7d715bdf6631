// Writes src/kit/pinyinTable.json: for each syllable its characters, most frequent first. The order is that of
// simple-keyboard-layouts (MIT), whose 6763 characters of GB 2312 are followed by characters that stand in names only.
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const layout = require('simple-keyboard-layouts/build/layouts/chinese.js')
const { layoutCandidates } = layout.default ?? layout

const inNames = {
  ben: '犇', biao: '骉', cheng: '珵', chu: '芻', fang: '昉', hao: '昦皞', hong: '翃', hui: '翚', jie: '劼', jun: '珺',
  kun: '堃', li: '孋', lin: '璘', miao: '淼', min: '旻', ming: '洺', qi: '玘', rui: '叡', sen: '森', sheng: '昇晟',
  wan: '婠', wei: '䘙', xi: '晞', xin: '昕', xiu: '琇', yan: '䶮', yi: '祎', yin: '吟', ying: '瑛', yu: '彧',
  yuan: '媛', yue: '玥', zhe: '喆', zheng: '铮', zhuo: '倬',
}

const table = {}
for (const syllable of Object.keys(layoutCandidates).sort()) {
  if (!/^[a-z]+$/.test(syllable)) continue
  const characters = layoutCandidates[syllable].split(' ').filter((character) => [...character].length === 1)
  table[syllable] = [...new Set([...characters, ...(inNames[syllable] ?? '')])].join('')
}
writeFileSync(fileURLToPath(new URL('../src/kit/pinyinTable.json', import.meta.url)), `${JSON.stringify(table)}\n`)

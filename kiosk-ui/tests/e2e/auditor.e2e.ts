import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './support/browser'
import { Console } from './support/console'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const experienced = '一次办率（群众体验口径）'
const charts = ['两个率按月的走势', '第二次到场的原因', '各大厅的两个率', '什么时候来办', '两个率按事项'] as const

async function atTheConsole(name: string, path = '/auditor', size: { width?: number; height?: number } = {}) {
  return Console.of(browser, 'auditor', path, { name, ...size })
}

const region = (auditor: Console, name: string) => auditor.page.getByRole('region', { name, exact: true })
const number = (text: string | null) => Number((text ?? '').replace(/[^0-9]/g, ''))
/** Every chart of the page has been drawn. */
const drawn = async (auditor: Console) => {
  await auditor.page.locator('.chart__place svg').nth(charts.length - 1).waitFor()
}

/** The texts of a picture that lie on one another, and how many there are. */
const overlaps = (svg: SVGSVGElement) => {
  const boxes = [...svg.querySelectorAll('text')].filter((each) => each.textContent?.trim()).map((each) => ({ text: each.textContent ?? '', box: each.getBoundingClientRect() }))
  const found: string[] = []
  boxes.forEach((a, at) =>
    boxes.slice(at + 1).forEach((b) => {
      const across = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
      const down = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
      // Line boxes are higher than their letters.
      if (across > 2 && down > 7) found.push(`${a.text} on ${b.text}`)
    }),
  )
  const edge = svg.getBoundingClientRect()
  return { count: boxes.length, found: [...found, ...boxes.filter(({ box }) => box.right > edge.right + 1 || box.left < edge.left - 1).map(({ text }) => `cut off: ${text}`)] }
}

describe('an auditor', () => {
  it('sees the figures with all they have to carry, and every chart in words, picture and table', async () => {
    const auditor = await atTheConsole('auditor')
    for (const rate of [experienced, '一次办率（如实口径）']) {
      const text = await region(auditor, rate).textContent()
      expect(text).toMatch(/[\d,]+ 件 \/ [\d,]+ 件.*95 % 区间/)
      expect(text).toContain('演示')
    }
    await auditor.says(/截至 \d{4}-\d{2}-\d{2} \d{2}:\d{2}/)
    await auditor.says(/口径第 .+ 版/)
    await drawn(auditor)
    await auditor.examine('overview')
    for (const name of charts) {
      const chart = region(auditor, name)
      expect((await chart.locator('.part__sentence').textContent())?.length).toBeGreaterThan(8)
      const { count, found } = await chart.locator('svg').last().evaluate(overlaps)
      expect(count).toBeGreaterThan(4)
      expect(found, `labels of ${name}`).toEqual([])
    }
    // In grey, for the eye of a reviewer.
    await auditor.page.evaluate(() => (document.documentElement.style.filter = 'grayscale(1)'))
    await region(auditor, charts[0]).scrollIntoViewIfNeeded()
    await auditor.examine('grey')
    await auditor.page.evaluate(() => (document.documentElement.style.filter = ''))
    for (const name of charts) await region(auditor, name).getByRole('button', { name: '表格' }).click()
    for (const name of charts) expect(await region(auditor, name).getByRole('row').count(), name).toBeGreaterThan(1)
    await auditor.examine('tables')
    await auditor.close()
  })

  it('reads a chart point by point, and hears what the table says', async () => {
    const auditor = await atTheConsole('auditor-points')
    const chart = region(auditor, '第二次到场的原因')
    await chart.getByRole('application').focus()
    const heard: string[] = []
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Home']) {
      await auditor.keys(key)
      heard.push((await chart.locator('[aria-live]').textContent()) ?? '')
    }
    expect(new Set(heard).size).toBe(4)
    expect(heard[2]).toContain('累计')
    await chart.getByRole('button', { name: '表格' }).click()
    const first = (await chart.getByRole('row').nth(1).textContent()) ?? ''
    expect(first).toContain(/，占比，([\d.]+)/.exec(heard[0] ?? '')?.[1] ?? 'nothing heard')
    await auditor.close()
  })

  it('opens each number to exactly as many records as it counts', async () => {
    const auditor = await atTheConsole('auditor-drill')
    await region(auditor, '此刻还要一起看').getByRole('link').first().waitFor()
    const links = await auditor.page.locator('a[data-count], a[data-set]').all()
    const figures = await Promise.all(
      links.map(async (link) => {
        const part = link.locator('xpath=following-sibling::span[contains(@class, "numbers__part")]')
        const own = number(await link.textContent())
        const beside = (await part.count()) > 0 ? number(((await part.textContent()) ?? '').split('·')[0] ?? '') : own
        return { count: beside, href: (await link.getAttribute('href')) ?? '' }
      }),
    )
    expect(figures.length).toBeGreaterThanOrEqual(12)
    for (const { count, href } of figures) {
      await auditor.page.goto(new URL(href, auditor.page.url()).href)
      const total = await auditor.page.locator('h1 .head__count').textContent()
      expect(number(total), href).toBe(count)
    }
    await auditor.close()
  })

  it('goes from a tile to a matter with its visits in two clicks, with the keyboard, and Back comes home', async () => {
    const auditor = await atTheConsole('auditor-matter')
    await region(auditor, experienced).locator('a[data-count=all]').focus()
    await auditor.keys('Enter')
    const matter = auditor.page.getByRole('link', { name: /^打开 / }).first()
    await matter.waitFor()
    await auditor.examine('records')
    await matter.focus()
    await auditor.keys('Enter')
    await auditor.says('平时只显示掩码。')
    await auditor.examine('matter')
    await auditor.page.goBack()
    await auditor.page.goBack()
    await region(auditor, experienced).waitFor()
    await auditor.close()
  })

  it('is shown whose matter it is only for a reason and with a code, and finds in the timeline that it was', async () => {
    const auditor = await atTheConsole('auditor-reveal', '/auditor?view=records&figure=causes')
    await auditor.page.getByRole('link', { name: /^打开 / }).first().click()
    const whose = auditor.page.locator('section', { has: auditor.page.getByRole('heading', { name: '当事人' }) })
    await whose.waitFor()
    const [name = '', idNumber = ''] = await whose.getByRole('status').allTextContents()
    expect(name).toMatch(/^.\*+$/)
    expect(idNumber).toMatch(/^\d{3}\*{11}\d{4}$/)
    await whose.getByRole('button', { name: '查看 身份证件号码' }).click()
    await whose.getByRole('alert').waitFor()
    await whose.getByRole('combobox').selectOption('sample')
    await whose.getByRole('button', { name: '查看 身份证件号码' }).click()
    const asked = auditor.page.getByRole('dialog', { name: '再验证一次身份' })
    const shown = whose.getByText(/^\d{17}[\dX]$/)
    await asked.or(shown).first().waitFor()
    if (await asked.isVisible()) await auditor.stepUp()
    const full = (await shown.textContent()) ?? ''
    expect(full.slice(0, 3) + full.slice(-4)).toBe(idNumber.replace(/\*/g, ''))
    await auditor.says('督察查看事项当事人信息')
    await auditor.examine('revealed')
    await auditor.close()
  })

  it('goes on to the proof of an entry, checks it in the browser, and takes it along', async () => {
    const auditor = await atTheConsole('auditor-proof', '/auditor?view=records&figure=hours')
    const recorded = auditor.page.getByRole('link', { name: /^日志第 [\d,]+ 条$/ }).first()
    await recorded.waitFor()
    await recorded.focus()
    await auditor.keys('Enter')
    await auditor.page.locator('[data-outcome=good]').waitFor()
    await auditor.examine('proof')
    const saved = auditor.page.waitForEvent('download')
    await auditor.page.getByRole('button', { name: '下载证明文件' }).click()
    expect(readFileSync(await (await saved).path(), 'utf8')).toMatch(/^c2sp\.org\/tlog-proof@v1\n/)
    await auditor.page.locator('header').getByRole('link', { name: /^日志：/ }).click()
    await auditor.says('本浏览器验过签名：确是日志的密钥所签。')
    await auditor.examine('log')
    await auditor.close()
  })

  it('keeps every filter in the address, and Back and Forward follow', async () => {
    const auditor = await atTheConsole('auditor-filters')
    await auditor.page.getByRole('button', { name: '上月' }).click()
    await auditor.page.getByRole('button', { name: '添加条件' }).click()
    for (const [name, value] of [['channel', 'kiosk'], ['age', '30-44']] as const) await auditor.page.locator(`select[name=${name}]`).selectOption(value)
    await auditor.page.waitForURL(/channel=kiosk&age=30-44/)
    const chips = auditor.page.getByRole('list', { name: '已选条件' })
    await expect.poll(() => chips.getByRole('listitem').count()).toBe(2)
    await auditor.page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    await auditor.examine('filters')
    const address = auditor.page.url()
    await auditor.page.goBack()
    await expect.poll(() => chips.getByRole('listitem').count()).toBe(1)
    await auditor.page.goForward()
    expect(auditor.page.url()).toBe(address)
    await expect.poll(() => chips.getByRole('listitem').count()).toBe(2)
    await auditor.page.reload()
    await expect.poll(() => chips.getByRole('listitem').count()).toBe(2)
    await auditor.close()
  })

  it('pins the figures, so that the link shows the same to somebody else, to the digest', async () => {
    const first = await atTheConsole('auditor-pin')
    await first.page.getByRole('button', { name: '固定现在的数' }).click()
    await first.page.waitForURL(/as_of=\d+/)
    await first.page.getByText(/^固定在日志第 [\d,]+ 条/).first().waitFor()
    await region(first, experienced).getByRole('link').first().click()
    const shown = async (auditor: Console) => {
      const figure = region(auditor, experienced).locator('visible=true').first()
      await figure.getByText(/^摘要 [0-9a-f]{64}$/).waitFor()
      return figure.textContent()
    }
    const seen = await shown(first)
    const address = new URL(first.page.url())
    expect(address.search).toMatch(/from=\d{4}-\d{2}-\d{2}&to=\d{4}-\d{2}-\d{2}&as_of=\d+/)
    const second = await atTheConsole('auditor-pin-2', address.pathname + address.search)
    expect(await shown(second)).toBe(seen)
    await second.examine('figure')
    await first.close()
    await second.close()
  })

  it('carries records away after showing the second factor again; the file is what the page and the log say', async () => {
    const auditor = await atTheConsole('auditor-export', '/auditor?view=records&figure=causes')
    const total = number(await auditor.page.locator('h1 .head__count').textContent())
    const saved = auditor.page.waitForEvent('download')
    await auditor.page.getByRole('button', { name: '导出' }).click()
    const dialog = auditor.page.getByRole('dialog', { name: /^导出/ })
    await dialog.waitFor()
    await auditor.examine('export')
    await dialog.getByRole('button', { name: '导出' }).click()
    const asked = auditor.page.getByRole('dialog', { name: '再验证一次身份' })
    const said = dialog.getByText(/^SHA-256：[0-9a-f]{64}$/)
    await asked.or(said).first().waitFor()
    if (await asked.isVisible()) await auditor.stepUp()
    const file = readFileSync(await (await saved).path())
    expect(await said.textContent()).toBe(`SHA-256：${createHash('sha256').update(file).digest('hex')}`)
    const text = file.toString('utf8')
    expect(text.startsWith('\ufeff')).toBe(true)
    const rows = csv(text.slice(1))
    const header = rows.findIndex((row) => row.length > 4)
    expect(rows.slice(header + 1).filter((row) => row.length === rows[header]?.length)).toHaveLength(total)
    // A spreadsheet takes a cell that begins like this as a formula.
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
    await auditor.close()
  })

  it('reads the definitions, in English too, on a large screen', async () => {
    const auditor = await atTheConsole('auditor-definition', '/auditor', { width: 1920, height: 1080 })
    await drawn(auditor)
    await auditor.examine('overview')
    await auditor.page.getByRole('link', { name: '口径', exact: true }).click()
    await auditor.says(/怎么算/)
    await auditor.examine('definition')
    await auditor.page.getByRole('button', { name: 'English' }).click()
    await auditor.says('How "one visit at most" is counted')
    await auditor.page.getByRole('link', { name: 'Overview' }).click()
    await auditor.says('Both rates by month')
    await drawn(auditor)
    await auditor.examine('overview-english')
    await auditor.close()
  })

  it('says "no figure" where nothing was counted', async () => {
    const auditor = await atTheConsole('auditor-none', '/auditor?from=2025-02-01&to=2025-02-28')
    await auditor.says('没有数')
    expect(await region(auditor, experienced).textContent()).not.toMatch(/\d %/)
    await auditor.close()
  })

  it('can read it at twice the size', async () => {
    const auditor = await atTheConsole('auditor-narrow', '/auditor', { width: 720, height: 450 })
    await drawn(auditor)
    await auditor.examine('overview')
    await auditor.page.goto(auditor.page.url().replace('?', '?view=records&figure=causes&'))
    await auditor.page.getByRole('link', { name: /^打开 / }).first().waitFor()
    await auditor.examine('records')
    await auditor.close()
  })

  it('can change nothing: every route of the desk that changes something is closed', async () => {
    const auditor = await atTheConsole('auditor-wall')
    const routes = changing('../../../api/contract/desk.yaml')
    expect(routes.length).toBeGreaterThan(15)
    const answers = await auditor.page.evaluate(
      (list) =>
        Promise.all(
          list.map(async ({ method, path }) => {
            const reply = await fetch(`/api/desk${path}`, { method, headers: { 'X-OneVisit': '1', 'Content-Type': 'application/json', 'Idempotency-Key': 'k'.repeat(16), 'If-Match': '"1"' }, body: '{}' })
            return `${method} ${path} ${reply.status}`
          }),
        ),
      routes,
    )
    expect(answers.filter((each) => !each.endsWith(' 403'))).toEqual([])
    await auditor.close()
  })
})

/** The routes of a contract that change something, with any identifier in their path. */
function changing(contract: string): { method: string; path: string }[] {
  const found: { method: string; path: string }[] = []
  let path = ''
  for (const line of readFileSync(new URL(contract, import.meta.url), 'utf8').split('\n')) {
    path = /^ {2}(\/\S*):/.exec(line)?.[1] ?? path
    const method = /^ {4}(post|put|patch|delete):/.exec(line)?.[1]
    if (method) found.push({ method: method.toUpperCase(), path: path.replace(/\{[^}]+\}/g, '0'.repeat(26)) })
  }
  return found
}

/** Reads RFC 4180. */
function csv(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const each = text[at] ?? ''
    const row = rows[rows.length - 1] ?? []
    if (quoted) {
      if (each !== '"') cell += each
      else if (text[at + 1] === '"') cell += text[at++]
      else quoted = false
    } else if (each === '"') quoted = true
    else if (each === ',' || each === '\n') {
      row.push(cell.replace(/\r$/, ''))
      cell = ''
      if (each === '\n') rows.push([])
    } else cell += each
  }
  if (cell !== '') rows[rows.length - 1]?.push(cell)
  return rows.filter((row) => row.length > 0)
}


import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './support/browser'
import { Console } from './support/console'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

async function atTheConsole(name: string, path = '/auditor', size: { width?: number; height?: number } = {}) {
  return Console.of(browser, 'auditor', path, { name, ...size })
}

const region = (auditor: Console, name: string) => auditor.page.getByRole('region', { name, exact: true })
const number = (text: string | null) => Number((text ?? '').replace(/[^0-9]/g, ''))

describe('an auditor', () => {
  it('sees both rates with all they have to carry, in each breakdown', async () => {
    const auditor = await atTheConsole('auditor')
    for (const rate of ['群众体验率', '如实率']) {
      const text = await region(auditor, rate).textContent()
      expect(text).toMatch(/[\d,]+ 件.*共 [\d,]+ 件/)
      expect(text).toMatch(/95 % 区间/)
    }
    await auditor.says(/截至 \d{4}-\d{2}-\d{2} \d{2}:\d{2}/)
    await auditor.says(/口径第 .+ 版/)
    await auditor.says('目标：超过 90 %')
    await auditor.says('演示数据')
    await auditor.examine('overview-month')
    for (const [tab, name] of [['按事项', 'service'], ['按事项和月', 'service-month'], ['按大厅', 'site']] as const) {
      await auditor.page.getByRole('link', { name: tab, exact: true }).click()
      await auditor.page.getByRole('link', { name: tab, exact: true }).and(auditor.page.locator('[aria-current]')).waitFor()
      await auditor.page.getByRole('region').or(auditor.page.getByRole('table')).first().waitFor()
      await auditor.examine(`overview-${name}`)
    }
    await auditor.close()
  })

  it('opens each figure to exactly as many matters as it counts', async () => {
    const auditor = await atTheConsole('auditor-drill')
    await region(auditor, '还要一起看').getByRole('link').first().waitFor()
    const links = [
      ...(await region(auditor, '群众体验率').getByRole('link').all()),
      ...(await region(auditor, '如实率').getByRole('link').all()),
      ...(await region(auditor, '怎样结束').getByRole('link').all()),
      ...(await region(auditor, '还要一起看').getByRole('link').all()),
    ]
    const figures = await Promise.all(links.map(async (link) => ({ count: number(await link.textContent()), href: (await link.getAttribute('href')) ?? '' })))
    expect(figures.length).toBeGreaterThanOrEqual(11)
    for (const { count, href } of figures) {
      await auditor.page.goto(new URL(href, auditor.page.url()).href)
      const total = await auditor.page.getByRole('heading', { level: 1 }).getByText(/件$/).textContent()
      expect(number(total), href).toBe(count)
    }
    await auditor.close()
  })

  it('goes from a figure to a matter in three clicks, with the keyboard, and Back comes home', async () => {
    const auditor = await atTheConsole('auditor-matter')
    const cause = auditor.page.getByRole('table', { name: '第二次到场的原因' }).getByRole('link').first()
    await cause.focus()
    await auditor.keys('Enter')
    const matter = auditor.page.getByRole('link', { name: /^打开 / }).first()
    await matter.waitFor()
    await auditor.examine('matters')
    await matter.focus()
    await auditor.keys('Enter')
    await auditor.says('为什么要再来')
    await auditor.says('这里没有个人信息。')
    await auditor.examine('matter')
    await auditor.page.goBack()
    await auditor.page.goBack()
    await region(auditor, '群众体验率').waitFor()
    await auditor.close()
  })

  it('sends a link that shows the same numbers to somebody else', async () => {
    const first = await atTheConsole('auditor-link')
    await first.page.getByRole('button', { name: '上月' }).click()
    await first.page.waitForURL(/from=\d{4}-\d{2}-01/)
    await first.page.waitForTimeout(500)
    const shown = await region(first, '群众体验率').textContent()
    const address = new URL(first.page.url())
    const second = await atTheConsole('auditor-link-2', address.pathname + address.search)
    await region(second, '群众体验率').waitFor()
    expect(await region(second, '群众体验率').textContent()).toBe(shown)
    await first.close()
    await second.close()
  })

  it('reads the definition, in English too, on a large screen', async () => {
    const auditor = await atTheConsole('auditor-definition', '/auditor', { width: 1920, height: 1080 })
    await auditor.page.getByRole('link', { name: '口径', exact: true }).click()
    await auditor.says(/怎么算/)
    await auditor.examine('definition')
    await auditor.page.getByRole('button', { name: 'English' }).click()
    await auditor.says('How "one visit at most" is counted')
    await auditor.page.getByRole('link', { name: 'Overview' }).click()
    await auditor.says('Experienced rate')
    await auditor.examine('overview-english')
    await auditor.close()
  })

  it('says "no figure" where nothing was counted', async () => {
    const auditor = await atTheConsole('auditor-none', '/auditor?from=2025-02-01&to=2025-02-28')
    await auditor.says('没有数')
    expect(await region(auditor, '群众体验率').textContent()).not.toMatch(/\d %/)
    await auditor.examine('no-figure')
    await auditor.close()
  })

  it('can read it at twice the size', async () => {
    const auditor = await atTheConsole('auditor-narrow', '/auditor', { width: 720, height: 450 })
    await region(auditor, '群众体验率').waitFor()
    await auditor.examine('overview')
    await auditor.close()
  })

  it('can change nothing', async () => {
    const auditor = await atTheConsole('auditor-wall')
    const statuses = await auditor.page.evaluate(async () => {
      const send = async (method: string, path: string) => (await fetch(path, { method, headers: { 'X-OneVisit': '1', 'Content-Type': 'application/json', 'Idempotency-Key': 'k' }, ...(method === 'GET' ? {} : { body: '{"name":"x"}' }) })).status
      return [await send('POST', '/api/desk/queue/claim-next'), await send('POST', '/api/desk/device-codes'), await send('GET', '/api/desk/queue')]
    })
    expect(statuses).toEqual([403, 403, 403])
    await auditor.close()
  })
})

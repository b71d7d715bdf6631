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

const definition = readFileSync(new URL('../../../models/catalog/definitions/exit-entry.passport-renewal.yaml', import.meta.url), 'utf8')

describe('an auditor asks what other rules would have made of the rate', () => {
  it('by an edited definition, and by causes assumed away', async () => {
    const auditor = await Console.of(browser, 'auditor', '/auditor', { name: 'what-if' })
    const { page } = auditor
    await page.getByRole('link', { name: '推演' }).click()
    await page.getByRole('heading', { level: 1, name: /推演/ }).waitFor()
    const run = page.getByRole('button', { name: '推演', exact: true })
    await run.click()
    await auditor.says('先贴入定义或选一个文件')
    const text = page.getByRole('textbox', { name: /定义全文/ })

    // What does not compile is refused with its line.
    await text.fill(definition.replace('age_on(person.birth_date, today) < 16', 'nobody.knows < 16'))
    await run.click()
    await page.getByRole('alert').filter({ hasText: 'definition.yaml:' }).waitFor()

    // The same rules change nothing, exactly.
    await text.fill(`${definition}# a remark\n`)
    await run.click()
    await auditor.says('差别正好是零')

    // An edited one: what cannot be said is said so, and stays inside its bounds.
    await text.fill(definition.replace('\nprecheck:\n', "\nprecheck:\n  - {code: letter, when: true, outcome: only-with, cause: R01, text: {zh-CN: 带证明, en: Bring a letter}, bring: [{zh-CN: 证明, en: Letter}]}\n"))
    await run.click()
    await auditor.says(/不是大厅的指标/)
    await page.getByRole('region', { name: '群众体验口径' }).getByText(/95 % 区间/).first().waitFor()
    expect(await page.getByRole('table').getByRole('row').count()).toBeGreaterThan(1)
    await auditor.examine('edited')

    // Causes assumed away: the rate rises, by as much as the share allows.
    await page.getByRole('radio', { name: /假定省去/ }).check()
    await page.getByRole('checkbox').first().check()
    await run.click()
    const sentence = page.getByRole('status').filter({ hasText: '预计由' })
    await sentence.waitFor()
    expect(await sentence.textContent()).toMatch(/预计由 [\d.]+% 变为 [\d.]+%，\+[\d.]+ 个百分点/)
    await auditor.examine('assumed')
    const matter = page.getByRole('link', { name: /^打开事项/ }).first()
    const [opened] = await Promise.all([auditor.context.waitForEvent('page'), matter.click()])
    await opened.getByRole('heading', { level: 1 }).waitFor()
    expect(opened.url()).toContain('view=matter')
    await page.evaluate(() => window.scrollTo(0, 0))
    await auditor.close()
  })
})

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './support/browser'
import { Console, type Account } from './support/console'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const service = 'exit-entry.passport-first'
const delivered = readFileSync(fileURLToPath(new URL(`../../../models/catalog/definitions/${service}.yaml`, import.meta.url)), 'utf8')
const edited = delivered.replace(/working-days: (\d+)/, (_all, days: string) => `working-days: ${Number(days) + 3}`)

const open = async (account: Account, name: string) => {
  const desk = await Console.of(browser, account, '/desk?page=definitions', { name })
  await desk.page.getByRole('heading', { level: 1, name: '事项定义' }).waitFor()
  await desk.page.getByRole('table').waitFor()
  return desk
}

const choose = (desk: Console, text: string) =>
  desk.page.locator('input[type=file]').setInputFiles({ name: `${service}.yaml`, mimeType: 'text/yaml', buffer: Buffer.from(text) })

describe('a service definition', () => {
  it('comes into force when a second supervisor approves it, and the auditor reads who did what', async () => {
    const first = await open('supervisor', 'definitions-first')
    await first.examine('list')
    // What cannot be published is said by line, and cannot be sent.
    await first.keys('n')
    await first.page.getByRole('dialog').waitFor()
    await choose(first, edited.replace('service: ', 'surprise: 1\nservice: '))
    await first.says(/还不能发布，有 1 处要改/)
    await first.examine('unfit')
    await choose(first, edited)
    await first.says(/可以发布/)
    await first.says(/承诺的工作日：原为“\d+”，现为“\d+”/)
    await first.examine('fit')
    await first.page.getByRole('button', { name: /^提交，等第二个人批准/ }).click()
    await first.says(/^已提交：/)
    // Who submitted it cannot approve it.
    await first.page.getByRole('list').getByRole('button', { name: /^查看/ }).click()
    await first.says('这是你提交的，要由另一位值班长批准。')
    expect(await first.page.getByRole('button', { name: '批准', exact: true }).count()).toBe(0)
    await first.examine('own')
    await first.close()

    const second = await open('supervisor2', 'definitions-second')
    await second.page.getByRole('list').getByRole('button', { name: /^查看/ }).click()
    await second.says(/承诺的工作日：原为/)
    await second.examine('to-approve')
    await second.page.getByRole('button', { name: '批准', exact: true }).click()
    await second.says(/^已批准：/)
    const row = second.page.getByRole('row').filter({ has: second.page.locator(`[data-row="${service}"]`) })
    await row.getByText('程序带有另一版本').waitFor() // in force by itself, a few seconds later
    await second.page.getByRole('button', { name: 'English' }).click()
    await second.page.getByRole('heading', { level: 1, name: 'Service definitions' }).waitFor()
    await second.page.locator(`[data-row="${service}"]`).click()
    await second.says('Kept versions')
    await second.examine('history-en')
    await second.close()

    const auditor = await Console.of(browser, 'auditor', '/auditor?view=services', { name: 'definitions-auditor' })
    await auditor.page.locator(`[data-row="${service}"]`).click()
    await auditor.says('值班长')
    await auditor.says('副值班长')
    expect(await auditor.page.getByRole('button', { name: /停办|恢复办理/ }).count()).toBe(0)
    await auditor.examine('history')
    await auditor.close()
  })
})

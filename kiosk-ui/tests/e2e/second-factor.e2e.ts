import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch } from './support/browser'
import { Console } from './support/console'

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const heading = (auditor: Console, name: string) => auditor.page.getByRole('heading', { level: 1, name })

describe('an auditor’s second factor', () => {
  it('is asked for after the password, refused when wrong, and lets in once', async () => {
    const auditor = await Console.at(browser, '/auditor', { name: 'second-factor' })
    await auditor.page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'login')
    await auditor.page.keyboard.type('auditor')
    await auditor.keys('Tab')
    await auditor.page.keyboard.type('demo-auditor-2026')
    await auditor.keys('Enter')
    await heading(auditor, '第二重验证').waitFor()
    await auditor.page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'code')
    await auditor.says('演示大厅没有真的手机')
    await auditor.examine('code')
    await auditor.keys('Enter')
    await auditor.says('填写六位数字')
    const device = (await (await fetch(new URL('/api/demo/second-factor', auditor.page.url()))).json()) as { code: string; nextCode: string }
    await auditor.page.keyboard.type(['000000', '111111', '222222', '333333'].find((each) => each !== device.code && each !== device.nextCode) ?? '')
    await auditor.keys('Enter')
    await auditor.page.getByRole('alert').getByText('验证码不对').waitFor()
    await auditor.examine('code-wrong')
    // Half a sign-in opens nothing.
    expect(await auditor.page.evaluate(async () => (await fetch('/api/auditor/definition')).status)).toBe(401)
    await auditor.page.getByRole('button', { name: '手机不在身边，用备用码' }).click()
    await auditor.examine('recovery')
    await auditor.page.getByRole('button', { name: '用手机上的验证码' }).click()
    await auditor.enterCode()
    await heading(auditor, '第二重验证').waitFor({ state: 'detached' })

    // It is shown again before something is taken away: half a minute after the sign-in it is another code.
    await auditor.page.goto(new URL('/auditor?view=figure&figure=experienced', auditor.page.url()).href)
    await auditor.page.getByRole('button', { name: '导出' }).click()
    const order = auditor.page.getByRole('dialog').getByRole('button', { name: '导出' })
    await order.focus()
    await auditor.keys('Enter')
    await auditor.page.getByRole('dialog', { name: '再验证一次身份' }).waitFor()
    await auditor.page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'code')
    await auditor.examine('step-up')
    await auditor.keys('Escape')
    await auditor.page.getByRole('dialog', { name: '再验证一次身份' }).waitFor({ state: 'detached' })
    await order.click()
    const file = auditor.page.waitForEvent('download')
    await auditor.stepUp()
    expect((await file).suggestedFilename()).toMatch(/\.csv$/)
    await auditor.close()
  })

  it('is set up before anything opens', async () => {
    const auditor = await Console.at(browser, '/auditor', { name: 'enrolment' })
    // The demo hall's accounts have theirs: the server's answers of a new account.
    const me = { id: '0'.repeat(26), name: '新督察', role: 'auditor', site: 'x', siteName: '演示服务大厅', demo: true, idleSeconds: 600, endsAt: '2099-01-01T00:00:00Z' }
    const answers: Record<string, { status: number; body: object }> = {
      login: { status: 202, body: { code: 'second-factor-required', next: 'enrolment', endsAt: '2099-01-01T00:00:00Z' } },
      enrolment: {
        status: 200,
        body: {
          secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
          url: 'otpauth://totp/%E4%B8%80%E6%AC%A1%E5%8A%9E%20OneVisit:new@440300-001?algorithm=SHA1&digits=6&issuer=%E4%B8%80%E6%AC%A1%E5%8A%9E%20OneVisit&period=30&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
          recoveryCodes: Array.from({ length: 10 }, (_, each) => `ABC${each % 8 + 2}-EFGH-JKLM-NPQR-STUV-WXYZ`),
        },
      },
      confirmation: { status: 200, body: me },
    }
    await auditor.page.route(/\/api\/staff\/(login|enrolment|enrolment\/confirmation)$/, (route) => {
      const answer = answers[/[a-z]+$/.exec(route.request().url())?.[0] ?? '']
      return route.fulfill({ status: answer?.status ?? 500, contentType: 'application/json', body: JSON.stringify(answer?.body ?? {}) })
    })
    // To the server nobody is signed in: its refusals would close the console again, so what the console asks for stays open.
    await auditor.page.route('**/api/auditor/**', () => undefined)
    await auditor.page.keyboard.type('new')
    await auditor.keys('Tab')
    await auditor.page.keyboard.type('a long enough one')
    await auditor.keys('Enter')
    await auditor.page.getByRole('img', { name: '添加到验证器的二维码' }).waitFor()
    await auditor.examine('scan')
    await auditor.page.getByRole('button', { name: '已经扫好' }).focus()
    await auditor.keys('Enter')
    await auditor.page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'code')
    await auditor.examine('prove')
    await auditor.page.keyboard.type('123456')
    await auditor.keys('Enter')
    await heading(auditor, '抄下备用码').waitFor()
    await auditor.examine('note')
    await auditor.page.getByRole('button', { name: '进入' }).click()
    await auditor.says('先把备用码抄好')
    await auditor.keys('Space')
    await auditor.page.getByRole('button', { name: '进入' }).click()
    await auditor.says('新督察')
    await auditor.close()
  })
})

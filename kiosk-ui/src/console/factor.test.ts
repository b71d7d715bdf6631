import { cleanup, render } from '@testing-library/vue'
import { defineComponent, h, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { apiClient, reply } from '@/api/client'
import { createTexts } from '@/i18n/texts'
import ConsoleGate from './ConsoleGate.vue'
import { createSession } from './session'
import { staffApi } from './staff'
import { useStepUp } from './stepUp'
import { FakeServer, json, problem } from './testing/fakeServer'
import { settle } from './testing/settle'
import { consoleMessages } from './texts'

const me = { id: 'a1', name: '周敏', role: 'auditor', site: 'demo', siteName: '示范大厅', demo: false, idleSeconds: 600, endsAt: '2026-11-24T18:00:00Z' }
const halfway = (next: 'code' | 'enrolment') => () => json({ code: 'second-factor-required', next, endsAt: '2026-11-24T06:10:00Z' }, 202)
const offer = { secret: 'ABCDEFGHIJKLMNOP', url: 'otpauth://totp/x:auditor@hall?secret=ABCDEFGHIJKLMNOP', recoveryCodes: ['AAAA-BBBB', 'CCCC-DDDD'] }

let server: FakeServer
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T06:00:00Z') })
  server = new FakeServer().always('GET', '/api/demo/faults', () => problem(404, 'not-found', ''))
  // What a browser does with a dialog; the test's document only shows it.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function () {
    this.open = false
  }
})
afterEach(() => {
  cleanup()
  server.verify()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

/** A page that takes something away, which asks for a step-up. */
const Page = defineComponent(() => {
  const stepUp = useStepUp()
  const client = apiClient<Record<'/exports', { post: { responses: { 200: { content: { 'application/json': { id: string } } } } } }>>({
    baseUrl: '/api/auditor', language: () => 'zh-CN', fetch: server.fetch,
  })
  const said = ref('nothing')
  async function take() {
    const got = await stepUp.run(async (key) => (await reply(client.POST('/exports', { headers: { 'Idempotency-Key': key } }))).data)
    said.value = got ? got.id : 'left it'
  }
  return () => h('main', [h('h1', '明细'), h('button', { onClick: () => void take() }, '导出'), h('p', said.value)])
})

async function open() {
  const texts = createTexts(consoleMessages)
  const session = createSession(staffApi(() => texts.global.locale.value, server.fetch))
  const screen = render(ConsoleGate, {
    props: { session, roles: ['auditor'], console: 'auditor' },
    slots: { default: () => h(Page) },
    global: { plugins: [texts] },
    container: document.body.appendChild(document.createElement('div')),
  })
  await settle()
  return screen
}
type Screen = Awaited<ReturnType<typeof open>>

async function type(field: HTMLElement, text: string) {
  if (!(field instanceof HTMLInputElement)) throw new Error('not a text field')
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await settle()
}

async function press(screen: Screen, name: string) {
  screen.getByRole('button', { name }).click()
  await settle()
}

async function password(screen: Screen) {
  await type(screen.getByLabelText(/用户名/), 'auditor')
  await type(screen.getByLabelText(/密码/), 'a long enough one')
  await press(screen, '登录')
}

describe('signing in with a second factor', () => {
  beforeEach(() => void server.on('GET', '/api/staff/me', () => problem(401, 'staff.session_ended', '')))

  it('asks for the code after the password, says what is wrong with it, and lets in', async () => {
    const answers = [() => problem(422, 'staff.code_wrong', '验证码不对。'), () => json(me)]
    server.on('POST', '/api/staff/login', halfway('code')).on('POST', '/api/staff/second-factor', () => (answers.shift() as () => Response)(), 2)
    const screen = await open()
    await password(screen)
    const field = screen.getByLabelText(/六位验证码/)
    expect(document.activeElement).toBe(field)
    expect(field.getAttribute('autocomplete')).toBe('one-time-code')
    expect(field.getAttribute('inputmode')).toBe('numeric')
    await press(screen, '登录')
    expect(screen.getByText('填写六位数字')).toBeTruthy()
    await type(field, '123 456')
    await press(screen, '登录')
    expect(screen.getByRole('alert').textContent).toBe('验证码不对。')
    expect(screen.getByLabelText(/六位验证码/)).toHaveProperty('value', '')
    await type(screen.getByLabelText(/六位验证码/), '654321')
    await press(screen, '登录')
    expect(screen.getByRole('heading', { name: '明细' })).toBeTruthy()
    expect(server.to('POST', /second-factor/).map((call) => call.body)).toEqual([{ code: '123456' }, { code: '654321' }])
  })

  it('takes a code from paper where the phone is not at hand', async () => {
    server.on('POST', '/api/staff/login', halfway('code')).on('POST', '/api/staff/second-factor', me)
    const screen = await open()
    await password(screen)
    await press(screen, '手机不在身边，用备用码')
    const field = screen.getByLabelText(/备用码/)
    expect(document.activeElement).toBe(field)
    await type(field, 'ABCD-EFGH')
    await press(screen, '登录')
    expect(screen.getByText('填写完整的备用码，共 24 个字符')).toBeTruthy()
    await type(field, 'ABCD-EFGH-JKLM-NPQR-STUV-WXYZ')
    await press(screen, '登录')
    expect(server.to('POST', /second-factor/)[0]?.body).toEqual({ code: 'ABCDEFGHJKLMNPQRSTUVWXYZ' })
  })

  it('goes back to the password by choice and when it took too long', async () => {
    server.on('POST', '/api/staff/login', halfway('code'), 2).on('POST', '/api/staff/second-factor', () => problem(401, 'staff.session_ended', '登录已结束'))
    const screen = await open()
    await password(screen)
    await press(screen, '返回，重新输入密码')
    await password(screen)
    await type(screen.getByLabelText(/六位验证码/), '123456')
    await press(screen, '登录')
    expect(screen.getByRole('status').textContent).toBe('验证用的时间太久，重新输入密码。')
  })

  it('sets one up first: scan, prove, note the codes for a lost device', async () => {
    server.on('POST', '/api/staff/login', halfway('enrolment')).on('POST', '/api/staff/enrolment', offer).on('POST', '/api/staff/enrolment/confirmation', me)
    const screen = await open()
    await password(screen)
    await vi.waitFor(() => expect(screen.getByRole('img', { name: '添加到验证器的二维码' })).toBeTruthy())
    expect(screen.getByRole('img', { name: '添加到验证器的二维码' }).getAttribute('data-qr')).toBe(offer.url)
    expect(screen.getByText('ABCD EFGH IJKL MNOP')).toBeTruthy()
    await press(screen, '已经扫好')
    await type(screen.getByLabelText(/六位验证码/), '123456')
    await press(screen, '确认')
    expect(document.activeElement).toBe(screen.getByRole('heading', { name: '抄下备用码' }))
    expect(screen.getAllByRole('listitem').map((each) => each.textContent)).toEqual(offer.recoveryCodes)
    await press(screen, '进入')
    expect(screen.getByText('先把备用码抄好')).toBeTruthy()
    screen.getByRole('checkbox').click()
    await settle()
    await press(screen, '进入')
    expect(screen.getByRole('heading', { name: '明细' })).toBeTruthy()
  })
})

describe('a step-up', () => {
  let asked = true
  beforeEach(() => {
    asked = true
    server
      .on('GET', '/api/staff/me', me)
      .always('POST', '/api/auditor/exports', () => (asked ? problem(401, 'step-up-required', '再验证') : json({ id: 'export-1' })))
  })

  it('asks for a code and repeats the call with the key it had', async () => {
    server.on('POST', '/api/staff/step-up', () => {
      asked = false
      return json({ until: '2026-11-24T06:10:00Z' })
    })
    const screen = await open()
    await press(screen, '导出')
    expect(screen.getByRole('dialog', { name: '再验证一次身份' })).toBeTruthy()
    await type(screen.getByLabelText(/六位验证码/), '123456')
    await press(screen, '验证并继续')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(screen.getByText('export-1')).toBeTruthy()
    const keys = server.to('POST', /exports/).map((call) => call.headers.get('Idempotency-Key'))
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  })

  it('lets the person leave it, and asks anew the next time', async () => {
    const screen = await open()
    await press(screen, '导出')
    await press(screen, '不做了')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(screen.getByText('left it')).toBeTruthy()
    await press(screen, '导出')
    expect(screen.getByRole('dialog')).toBeTruthy()
  })

  it('keeps asking after a wrong code, and does not end the session', async () => {
    server.on('POST', '/api/staff/step-up', () => problem(409, 'staff.code_used', '这个验证码已经用过。'))
    const screen = await open()
    await press(screen, '导出')
    await type(screen.getByLabelText(/六位验证码/), '123456')
    await press(screen, '验证并继续')
    expect(screen.getByRole('alert').textContent).toBe('这个验证码已经用过。')
    expect(screen.getByRole('heading', { name: '明细' })).toBeTruthy()
  })

  it('goes with the session, when that has ended meanwhile', async () => {
    server.on('POST', '/api/staff/step-up', () => problem(401, 'staff.session_ended', '登录已结束'))
    const screen = await open()
    await press(screen, '导出')
    await type(screen.getByLabelText(/六位验证码/), '123456')
    await press(screen, '验证并继续')
    expect(screen.queryByRole('dialog')).toBeNull()
    expect(screen.getByRole('heading', { name: '登录' })).toBeTruthy()
  })
})

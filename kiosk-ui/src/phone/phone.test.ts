import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h, provide } from 'vue'
import { OfflineError, ProblemError } from '@/api/problem'
import type { Upload } from '@/api/upload'
import { keyboardKey } from '@/flow/keyboard'
import { createPhoneTexts } from '@/i18n/phoneTexts'
import { type Exchange, fakeServer, problem } from '@/kiosk/testing/fakeServer'
import { createApi } from './api'
import PhoneApp from './PhoneApp.vue'
import AskedPage from './pages/AskedPage.vue'
import CheckPage from './pages/CheckPage.vue'
import ClosedPage from './pages/ClosedPage.vue'
import DonePage from './pages/DonePage.vue'
import FactorPage from './pages/FactorPage.vue'
import OpeningPage from './pages/OpeningPage.vue'
import StepPage from './pages/StepPage.vue'
import { PictureError } from './picture'
import { createVisit, type Visit, visitKey } from './visit'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const token = 'k'.repeat(43)
const photo = { step: 'photo', title: '拍一张证件照', fields: [{ name: 'photo', kind: 'photo', label: '证件照', required: true, unchecked: true, photo: { minWidth: 354, minHeight: 472 } }] }
const contact = { step: 'contact', title: '紧急情况下联系谁？', back: 'photo', fields: [{ name: 'contact_mobile', kind: 'mobile', label: '手机号', required: true, value: '13900001111' }] }
const correction = {
  answerBy: '2026-12-08',
  note: '其余都没有问题。',
  answered: 0,
  marks: [
    { step: 'photo', field: 'photo', label: '证件照', reason: '照片不合格', note: '眼镜反光。', answered: false },
    { step: 'contact', field: 'contact_mobile', label: '手机号', reason: '号码打不通', answered: false },
  ],
}
const review = { sections: [{ step: 'contact', title: '紧急情况下联系谁？', rows: [{ field: 'contact_mobile', label: '手机号', value: '13900009999' }] }], submitText: '提交', totalFen: 12000 }
const application = (changes: object = {}) => ({
  id: 'a'.repeat(26),
  number: '261124-7K2M',
  service: 'exit-entry.passport-renewal',
  title: '换发护照',
  state: 'correction',
  stateText: '有内容要改。',
  version: 4,
  progress: { done: 0, total: 2 },
  fees: [],
  totalFen: 12000,
  dropped: [],
  results: [],
  promisedDate: '2026-12-04',
  correction,
  ...changes,
})
const opening = { method: 'POST', path: '/session', body: { token, factor: '12345X' }, status: 201, etag: '"4"' }
const ending = { method: 'POST', path: '/session/end', status: 204 }

const button = (name: string | RegExp) => screen.getByRole('button', { name })
const press = (name: string | RegExp) => fireEvent.click(button(name))
const heading = (name: string) => screen.findByRole('heading', { level: 1, name })

interface Setting {
  exchanges?: Exchange[]
  token?: string | undefined
  upload?: (sent: Upload) => Promise<unknown>
  prepare?: Visit['prepare']
}

/** The whole page as a phone shows it, with a server that answers only what is expected. */
function phone({ exchanges = [], upload = () => Promise.reject(new OfflineError('none')), prepare = (file) => Promise.resolve(file), ...rest }: Setting) {
  const server = fakeServer(exchanges, '/api/phone')
  const api = createApi({ language: () => 'zh-CN', fetch: server.fetch, upload: upload as never })
  const visit = createVisit({ api, token: 'token' in rest ? rest.token : token, prepare })
  const Host = defineComponent(() => {
    provide(visitKey, visit)
    provide(keyboardKey, 'system')
    return () => {
      const state = visit.state.value
      switch (state.at) {
        case 'opening':
          return h(OpeningPage)
        case 'factor':
          return h(FactorPage)
        case 'closed':
          return h(ClosedPage, { why: state.why, hallPhone: state.hallPhone, renewable: state.renewable })
        case 'asked':
          return h(AskedPage, { held: state.held })
        case 'step':
          return h(StepPage, { key: state.page.step + state.held.etag, held: state.held, page: state.page, stale: state.stale })
        case 'check':
          return h(CheckPage, { held: state.held, stale: state.stale })
        default:
          return h(DonePage, { receipt: state.receipt, here: state.here })
      }
    }
  })
  const result = render(Host, { global: { plugins: [createPhoneTexts()] } })
  return { ...result, server, visit }
}

async function giveFactor(characters = '12345X') {
  await heading('先确认是您本人')
  const pad = within(screen.getByRole('group', { name: '数字键' }))
  for (const character of characters) await fireEvent.click(pad.getByRole('button', { name: character }))
  await press('打开')
}

async function choosePhoto() {
  const input = screen.getByLabelText<HTMLInputElement>(/^(拍照|重拍)$/)
  Object.defineProperty(input, 'files', { configurable: true, value: [new File(['x'], 'IMG_0001.HEIC')] })
  await fireEvent.change(input)
}

describe('the second factor', () => {
  it('takes six characters with the X from its own keys, and shows all that is asked', async () => {
    const { server } = phone({ exchanges: [{ ...opening, reply: application({ page: photo }) }] })
    await giveFactor()
    await heading('有 2 处要改')
    for (const text of ['证件照', '照片不合格', '工作人员说明：眼镜反光。', '号码打不通', '其余都没有问题。', '最迟 2026年12月8日 改好。']) screen.getByText(text)
    server.done()
  })

  it('takes what people type: full-width forms, blanks, a small x; never more than six', async () => {
    phone({})
    const field = screen.getByLabelText<HTMLInputElement>('身份证号最后六位')
    await fireEvent.update(field, ' １２ 3-45x9')
    expect(field.value).toBe('12345X')
  })

  it('sends nothing while characters are missing, and says so with the focus', async () => {
    const { server } = phone({})
    await giveFactor('123')
    const summary = await screen.findByRole('alert')
    expect(document.activeElement).toBe(summary)
    expect(document.title).toMatch(/^错误：/)
    server.done()
  })

  it('says of a wrong one how many tries are left, and forgets what was typed', async () => {
    phone({ exchanges: [{ ...opening, ...problem(403, 'factor-wrong', '不对', [], { left: '4' }) }] })
    await giveFactor()
    await screen.findByRole('alert')
    screen.getByText(/还可以再试 4 次/)
    expect(screen.getByLabelText<HTMLInputElement>('身份证号最后六位').value).toBe('')
  })

  it('closes the page with the last try, and says what can be done instead', async () => {
    phone({ exchanges: [{ ...opening, ...problem(403, 'factor-wrong', '不对', [], { left: '1' }) }, { ...opening, ...problem(410, 'link-dead', '失效') }, { method: 'GET', path: '/application', ...problem(401, 'phone.none', '') }] })
    await giveFactor()
    await screen.findByText(/还可以再试 1 次/)
    await new Promise((resolve) => setTimeout(resolve, 400))
    await giveFactor()
    await heading('输错的次数太多，链接已失效')
    screen.getByText(/任何一台自助机/)
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('keeps what was typed when the line breaks, and tries again', async () => {
    const { server } = phone({ exchanges: [{ ...opening, broken: true }, { ...opening, reply: application({ page: photo }) }] })
    await giveFactor()
    await screen.findByText(/网络断开了/)
    await new Promise((resolve) => setTimeout(resolve, 400))
    await press('再试一次')
    await heading('有 2 处要改')
    server.done()
  })
})

describe('a link that is dead', () => {
  it('is explained, with any kiosk and the hall’s telephone instead', async () => {
    phone({ exchanges: [{ ...opening, ...problem(410, 'link-dead', '失效', [], { phone: '0755-1234 5678' }) }, { method: 'GET', path: '/application', ...problem(401, 'session.required', '') }] })
    await giveFactor()
    await heading('这条链接已经不能用了')
    screen.getByText('您的申请还在，没有作废。')
    screen.getByText(/任何一台自助机/)
    expect(screen.getByRole('link', { name: /0755-1234 5678/ }).getAttribute('href')).toBe('tel:075512345678')
  })

  it('can be replaced by a new one to the number on file, and the answer tells nothing', async () => {
    const { server } = phone({
      exchanges: [
        { ...opening, ...problem(410, 'link-dead', '失效') },
        { method: 'GET', path: '/application', ...problem(401, 'phone.none', '') },
        { method: 'POST', path: '/link', body: { token }, status: 202 },
      ],
    })
    await giveFactor()
    await heading('这条链接已经不能用了')
    await press('发一条新短信')
    await screen.findByText(/如果这件事还要补正，新短信几分钟内会到/)
    expect(button('发一条新短信')).toHaveProperty('disabled', true)
    server.done()
  })

  it('lets the phone that used it go on', async () => {
    phone({ exchanges: [{ ...opening, ...problem(410, 'link-dead', '失效') }, { method: 'GET', path: '/application', reply: application({ page: photo }) }] })
    await giveFactor()
    await heading('有 2 处要改')
  })

  it('is not needed by a page that was loaded again', async () => {
    phone({ token: undefined, exchanges: [{ method: 'GET', path: '/application', reply: application({ page: photo }) }] })
    await heading('有 2 处要改')
  })

  it('leads to the message when the page was opened without one', async () => {
    phone({ token: undefined, exchanges: [{ method: 'GET', path: '/application', ...problem(401, 'session.required', '') }] })
    await heading('从短信里的链接打开这个页面')
  })
})

/** To the first marked page. */
async function toPhoto(exchanges: Exchange[], setting: Setting = {}) {
  const shown = phone({ exchanges: [{ ...opening, reply: application({ page: photo }) }, ...exchanges], ...setting })
  await giveFactor()
  await heading('有 2 处要改')
  await press('开始改')
  await heading('拍一张证件照')
  return shown
}

describe('the photo', () => {
  it('is prepared, sent with its progress, and then answers the field', async () => {
    let told: (part: number) => void = () => undefined
    let arrive: (value: unknown) => void = () => undefined
    const sent: Upload[] = []
    const { server } = await toPhoto([{ method: 'PUT', path: '/steps/photo', body: { answers: { photo: 'att1' } }, reply: application({ page: contact, progress: { done: 1, total: 2 } }) }], {
      upload: (each) => {
        sent.push(each)
        told = each.progress
        return new Promise((resolve) => (arrive = resolve))
      },
    })
    await choosePhoto()
    await waitFor(() => expect(sent).toHaveLength(1))
    expect(sent[0]?.url).toBe('/api/phone/attachments/photo')
    told(0.42)
    await screen.findByText('正在上传，42%')
    expect(button('继续')).toHaveProperty('disabled', true)
    arrive({ value: 'att1', image: 'att1' })
    await screen.findByText('照片已传好')
    await press('继续')
    await heading('紧急情况下联系谁？')
    server.done()
  })

  it('that is too small or none at all is explained before anything is sent', async () => {
    const faults = [new PictureError('too-small', 200, 260), new PictureError('unreadable')]
    await toPhoto([], { prepare: () => Promise.reject(faults.shift()) })
    await choosePhoto()
    await screen.findByText(/这张照片太小（200×260）/)
    await choosePhoto()
    await screen.findByText(/这个文件不是照片/)
  })

  it('that did not get through is kept and sent again', async () => {
    const answers: (() => Promise<unknown>)[] = [() => Promise.reject(new OfflineError('gone')), () => Promise.resolve({ value: 'att1', image: 'att1' })]
    await toPhoto([], { upload: () => answers.shift()?.() ?? Promise.reject(new Error('once too often')) })
    await choosePhoto()
    await screen.findByText(/照片还在/)
    await press('再传一次')
    await screen.findByText('照片已传好')
  })

  it('that the server refuses is explained in its words', async () => {
    await toPhoto([], { upload: () => Promise.reject(new ProblemError({ type: '', title: '照片不够清晰，重新拍一张。', status: 422, code: 'photo-poor' })) })
    await choosePhoto()
    await screen.findByText('照片不够清晰，重新拍一张。')
  })

  it('is missed on Continue, and no longer once it has arrived', async () => {
    await toPhoto([], { upload: () => Promise.resolve({ value: 'att1', image: 'att1' }) })
    await press('继续')
    await screen.findByRole('alert')
    await choosePhoto()
    await screen.findByText('照片已传好')
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('the marked pages', () => {
  const atContact = { exchanges: [{ method: 'GET', path: '/application', reply: application({ page: contact, progress: { done: 1, total: 2 } }), etag: '"4"' }], token: undefined }
  async function toContact(exchanges: Exchange[]) {
    const shown = phone({ ...atContact, exchanges: [...atContact.exchanges, ...exchanges] })
    await heading('有 2 处要改')
    await press('开始改')
    await heading('紧急情况下联系谁？')
    return shown
  }

  it('say why, and ask with the phone’s own keyboard', async () => {
    await toContact([])
    screen.getByText('号码打不通')
    expect(screen.queryByText('照片不合格')).toBeNull()
    expect(screen.getByLabelText('手机号').getAttribute('inputmode')).toBe('tel')
    expect(screen.queryByRole('group', { name: '屏幕键盘' })).toBeNull()
  })

  it('show what the server finds wrong beside the field and keep what was typed', async () => {
    await toContact([{ method: 'PUT', path: '/steps/contact', ...problem(422, 'answers.invalid', '有一项要改', [{ field: 'contact_mobile', code: 'mobile', message: '手机号码是 11 位数字。' }]) }])
    await fireEvent.update(screen.getByLabelText('手机号'), '139')
    await press('继续')
    await screen.findByRole('alert')
    expect(screen.getAllByText('手机号码是 11 位数字。')).toHaveLength(2)
    expect(screen.getByLabelText<HTMLInputElement>('手机号').value).toBe('139')
  })

  it('end in a look at all of it, and one submission that is the same on every retry', async () => {
    const submission = { method: 'POST', path: '/submission', body: { confirmedFen: 12000 } }
    const { server } = await toContact([
      { method: 'PUT', path: '/steps/contact', body: { answers: { contact_mobile: '13900009999' } }, reply: application({ review }), etag: '"5"' },
      { ...submission, broken: true },
      { ...submission, reply: application({ state: 'queued', stateText: '正在审批。' }) },
      ending,
    ])
    await fireEvent.update(screen.getByLabelText('手机号'), '13900009999')
    await press('继续')
    await heading('重新提交前，看一遍')
    await press('重新提交')
    await screen.findByText(/网络断开了/)
    await new Promise((resolve) => setTimeout(resolve, 400))
    await press('再试一次')
    await heading('已重新提交')
    await waitFor(() => server.done())
    const keys = server.keys.slice(-3, -1)
    expect(keys[0]).toBe(keys[1])
  })

  it('show the newest when the application moved on meanwhile', async () => {
    await toContact([{ method: 'PUT', path: '/steps/contact', ...problem(412, 'stale', '') }, { method: 'GET', path: '/application', reply: application({ page: contact, version: 9 }), etag: '"9"' }])
    await press('继续')
    await screen.findByText(/刚刚在别处改动过/)
  })

  it('close when the session is over, with what to do instead', async () => {
    await toContact([{ method: 'PUT', path: '/steps/contact', ...problem(401, 'session.required', '') }])
    await press('继续')
    await heading('时间到了，页面已关闭')
  })

  it('can be put away, after a word about what that means', async () => {
    const { server } = await toContact([ending])
    await press('结束并清除')
    const dialog = within(await screen.findByRole('dialog'))
    dialog.getByText(/链接不能再打开/)
    await fireEvent.click(dialog.getByRole('button', { name: '结束并清除' }))
    await heading('已结束，信息已清除')
    await waitFor(() => server.done())
  })
})

describe('the end', () => {
  it('says that nothing is left to do, and keeps nothing of the person', async () => {
    const { container, server } = phone({
      token: undefined,
      exchanges: [
        { method: 'GET', path: '/application', reply: application({ review }) },
        { method: 'POST', path: '/submission', reply: application({ state: 'queued' }) },
        ending,
      ],
    })
    await heading('有 2 处要改')
    await press('去提交')
    await press('重新提交')
    await heading('已重新提交')
    screen.getByText(/不用再跑一趟/)
    screen.getByText('最迟 2026年12月4日 给出结果')
    expect(container.innerHTML).not.toContain('13900009999')
    expect(container.innerHTML).not.toContain('眼镜反光')
    await waitFor(() => server.done())
  })

  it('finds what was answered elsewhere, and is no error', async () => {
    phone({ exchanges: [{ ...opening, reply: application({ state: 'queued', stateText: '正在审批。' }) }, ending] })
    await giveFactor()
    await heading('已经提交过了')
    screen.getByText('正在审批。')
    expect(screen.queryByRole('alert')).toBeNull()
  })
})

describe('the page as a whole', () => {
  it('speaks both languages and says when the network is gone', async () => {
    render(PhoneApp, { props: { token }, global: { plugins: [createPhoneTexts()] } })
    await heading('先确认是您本人')
    vi.stubGlobal('navigator', { ...navigator, onLine: false })
    dispatchEvent(new Event('offline'))
    await screen.findByText(/没有网络/)
    await press('English')
    await heading('First, is it you?')
    expect(document.documentElement.lang).toBe('en')
    await press('Large type')
    expect(document.documentElement.dataset['size']).toBe('large')
  })
})

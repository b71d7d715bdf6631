import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { State } from '@/shell/session'
import { problem } from '../testing/fakeServer'
import { application, held, page, session } from '../testing/samples'
import { stage } from '../testing/stage'
import CheckScreen from './CheckScreen.vue'
import ConsentScreen from './ConsentScreen.vue'
import PayScreen from './PayScreen.vue'
import RatingScreen from './RatingScreen.vue'
import RefusedScreen from './RefusedScreen.vue'
import StepScreen from './StepScreen.vue'

afterEach(cleanup)

const inMenu: State = { kind: 'task', session, task: { at: 'menu' } }
const id = held().application.id
const button = (name: string | RegExp) => screen.getByRole('button', { name })
const press = (name: string | RegExp) => fireEvent.click(button(name))

describe('a page of questions', () => {
  const props = { held: held({ page }), page, stale: false }
  const save = { method: 'PUT', path: `/applications/${id}/steps/phone` }

  it('asks nothing of the server while something required is empty; the summary has the focus and leads to the field', async () => {
    const { server } = stage(StepScreen, { props, state: inMenu })
    await press('继续')
    const summary = await screen.findByRole('alert')
    await waitFor(() => expect(document.activeElement).toBe(summary))
    expect(document.title).toMatch(/^错误：/)
    await fireEvent.click(within(summary).getByRole('button', { name: '填写“手机号”再继续。' }))
    expect(document.activeElement).toBe(screen.getByLabelText('手机号'))
    server.done()
  })

  it('types with its own keyboard and sends what was typed', async () => {
    const { store, server } = stage(StepScreen, { props, state: inMenu, exchanges: [{ ...save, body: { answers: { mobile: '138' } }, reply: application() }] })
    const pad = within(screen.getByRole('group', { name: '屏幕键盘' }))
    for (const key of ['1', '3', '9', '删除', '8']) await fireEvent.click(pad.getByRole('button', { name: key }))
    await press('继续')
    await waitFor(() => expect(store.state.value).toMatchObject({ task: { at: 'check' } }))
    server.done()
  })

  it('shows the server’s words beside the field and keeps what was typed', async () => {
    const refusal = problem(422, 'answers.invalid', '有一项要改', [{ field: 'mobile', code: 'mobile', message: '手机号码是 11 位数字。' }])
    stage(StepScreen, { props, state: inMenu, exchanges: [{ ...save, ...refusal }] })
    await fireEvent.update(screen.getByLabelText('手机号'), '138')
    await press('继续')
    await screen.findByRole('alert')
    expect(screen.getAllByText('手机号码是 11 位数字。')).toHaveLength(2)
    expect(screen.getByLabelText<HTMLInputElement>('手机号').value).toBe('138')
  })

  it('says which later answers have to be given again', () => {
    const changed = held({ page, dropped: [{ step: 'hk', field: 'hk_form', label: '香港签注' }] })
    stage(StepScreen, { props: { ...props, held: changed }, state: inMenu })
    screen.getByText(/需要重新回答：香港签注/)
  })

  it('goes back to the page before, and from the first page to the menu', async () => {
    const earlier = { ...page, step: 'destination', title: '去哪里？' }
    const { store, server } = stage(StepScreen, { props, state: inMenu, exchanges: [{ method: 'GET', path: `/applications/${id}/steps/destination`, reply: earlier, etag: '"3"' }] })
    await press('返回')
    await waitFor(() => expect(store.state.value).toMatchObject({ task: { at: 'step', page: { step: 'destination' } } }))
    server.done()
  })
})

describe('the check page', () => {
  const review = { sections: [{ step: 'phone', title: '电话', rows: [{ field: 'mobile', label: '手机号', value: '138' }] }], submitText: '提交申请，应付 ¥15.00', totalFen: 1500 }

  it('submits the amount it shows, under the words of the server', async () => {
    const { store, server } = stage(CheckScreen, {
      props: { held: held({ review }) },
      state: inMenu,
      exchanges: [{ method: 'POST', path: `/applications/${id}/submission`, body: { confirmedFen: 1500 }, reply: application({ state: 'awaiting-payment' }) }],
    })
    await press('提交申请，应付 ¥15.00')
    await waitFor(() => expect(store.state.value.kind).toBe('pay'))
    server.done()
  })

  it('lets each answer be changed', async () => {
    const { store } = stage(CheckScreen, { props: { held: held({ review }) }, state: inMenu, exchanges: [{ method: 'GET', path: `/applications/${id}/steps/phone`, reply: page, etag: '"3"' }] })
    await press(/修改.*手机号/)
    await waitFor(() => expect(store.state.value).toMatchObject({ task: { at: 'step', page: { step: 'phone' } } }))
  })
})

describe('paying', () => {
  const order = { id: 'o1', state: 'pending', amountFen: 1500, lines: [], qr: 'https://pay.example/1', expiresAt: new Date(Date.now() + 180_000).toISOString() }
  const create = { method: 'POST', path: `/applications/${id}/order`, body: { amountFen: 1500 }, status: 201 }

  it('shows a code with the time it is valid, and keeps the session awake meanwhile', async () => {
    const { emitted } = stage(PayScreen, { props: { held: held({ state: 'awaiting-payment' }) }, state: inMenu, exchanges: [{ ...create, reply: order }] })
    await screen.findByRole('img', { name: '付款二维码，应付 ¥15.00' })
    screen.getByText(/二维码还有 [23]:\d\d 有效/)
    expect(emitted()['open']).toEqual([[true]])
  })

  it('says that nothing was charged when the code has expired, and offers a new one', async () => {
    stage(PayScreen, { props: { held: held({ state: 'awaiting-payment' }) }, state: inMenu, exchanges: [{ ...create, reply: { ...order, state: 'closed' } }] })
    await screen.findByRole('heading', { level: 1, name: '二维码已过期' })
    screen.getByText(/没有扣款/)
    button('换新的二维码')
  })

  it('warns against paying twice while the result is unknown', async () => {
    stage(PayScreen, { props: { held: held({ state: 'awaiting-payment' }) }, state: inMenu, exchanges: [{ ...create, reply: { ...order, state: 'unknown' } }] })
    await screen.findByText(/不用再付第二次/)
    expect(screen.queryByRole('button', { name: '以后再付' })).toBeNull()
  })
})

describe('the rating', () => {
  it('has no default, and not rating ends the visit as well', async () => {
    const { store, server } = stage(RatingScreen, { state: inMenu })
    expect(screen.queryByRole('radio')).toBeNull()
    await press('不评价')
    expect(store.state.value).toEqual({ kind: 'clearing', reason: 'finished' })
    server.done()
  })

  it('ends the visit even when the rating did not arrive', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { store } = stage(RatingScreen, { state: inMenu, exchanges: [{ method: 'POST', path: '/session/rating', body: { level: 4 }, broken: true }] })
    await press('满意')
    await waitFor(() => expect(store.state.value.kind).toBe('clearing'))
  })
})

describe('a refusal at the pre-check', () => {
  it('tells why, what to bring and where, and is no error', () => {
    const precheck = { outcome: 'not-eligible', service: 'a.b', title: '换发护照', verdict: 'window', reasons: [{ code: 'x', text: '未满十六周岁', bring: ['户口簿'], where: '二楼窗口' }], reference: 'W1' }
    stage(RefusedScreen, { props: { precheck }, state: inMenu })
    for (const text of ['未满十六周岁', '户口簿', '二楼窗口', 'W1']) screen.getByText(text)
    expect(screen.queryByRole('alert')).toBeNull()
    expect(document.title).not.toMatch(/错误/)
  })
})

describe('what has to be done first', () => {
  it('is opened from the refusal, here and now', async () => {
    const precheck = { outcome: 'not-eligible', service: 'traffic.licence-renewal', title: '换证', verdict: 'only-with', reasons: [{ code: 'x', text: '有违法没处理', first: 'traffic.camera-violation', title: '处理违法' }] }
    const refused = { ...precheck, service: 'traffic.camera-violation', title: '处理违法', verdict: 'no', reasons: [{ code: 'y', text: '没有记录' }] }
    const { store } = stage(RefusedScreen, { props: { precheck }, state: inMenu, exchanges: [{ method: 'POST', path: '/applications', body: { service: 'traffic.camera-violation' }, reply: refused }] })
    await press('先办：处理违法')
    await waitFor(() => expect(store.state.value).toMatchObject({ task: { at: 'refused', precheck: { service: 'traffic.camera-violation' } } }))
  })
})

describe('consent to the face check', () => {
  it('gives the other way the same weight', () => {
    stage(ConsentScreen, { props: { document: 'id-card', mismatch: false } })
    expect(button('同意拍照').className).toBe(button('请工作人员核对').className)
  })
})

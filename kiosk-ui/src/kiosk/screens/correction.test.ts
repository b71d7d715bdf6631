import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { State } from '@/shell/session'
import CallStrip from '../CallStrip.vue'
import { application, held, page, session } from '../testing/samples'
import { stage } from '../testing/stage'
import AskedScreen from './AskedScreen.vue'
import CheckScreen from './CheckScreen.vue'
import MenuScreen from './MenuScreen.vue'
import OutcomeScreen from './OutcomeScreen.vue'
import StepScreen from './StepScreen.vue'
import UnfinishedScreen from './UnfinishedScreen.vue'
import WaitingScreen from './WaitingScreen.vue'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const id = held().application.id
const inMenu: State = { kind: 'task', session, task: { at: 'menu' } }
const button = (name: string | RegExp) => screen.getByRole('button', { name })
const press = (name: string | RegExp) => fireEvent.click(button(name))

const correction = {
  answerBy: '2026-12-08',
  note: '其余都没有问题。',
  answered: 0,
  marks: [
    { step: 'photo', field: 'photo', label: '证件照', reason: '照片不合格', note: '眼镜反光。', answered: false },
    { step: 'phone', field: 'mobile', label: '手机号', reason: '号码打不通', answered: false },
  ],
}
const asked = (changes = {}) => held({ state: 'correction', page, correction, ...changes })
const atAsked = (of = asked()): State => ({ kind: 'task', session, task: { at: 'asked', held: of } })

describe('a correction that the office asks for', () => {
  it('is shown at once to somebody who waits at the machine', async () => {
    vi.useFakeTimers()
    const { store } = stage(WaitingScreen, {
      props: { held: held({ state: 'queued' }) },
      state: { kind: 'task', session, task: { at: 'waiting', held: held({ state: 'queued' }) } },
      exchanges: [{ method: 'GET', path: '/calls', reply: { calls: [] } }, { method: 'GET', path: `/applications/${id}`, reply: application({ state: 'correction', page, correction }) }],
    })
    await vi.advanceTimersByTimeAsync(3100)
    expect(store.state.value).toMatchObject({ kind: 'task', task: { at: 'asked' } })
  })

  it('says all of it, in the office’s words, before anything is asked', async () => {
    const { store } = stage(AskedScreen, { props: { held: asked() }, state: atAsked() })
    screen.getByRole('heading', { level: 1, name: '有 2 处要改' })
    for (const text of ['证件照', '照片不合格', '工作人员说明：眼镜反光。', '手机号', '号码打不通', '其余都没有问题。', '最迟 2026年12月8日 改好。']) screen.getByText(text)
    expect(screen.queryByRole('textbox')).toBeNull()
    await press('现在就改')
    expect(store.state.value).toMatchObject({ task: { at: 'step', page: { step: 'phone' } } })
  })

  it('that is past its last day can still be answered here, but not by the phone', async () => {
    const expired = asked({ correction: { ...correction, expired: true } })
    stage(AskedScreen, { props: { held: expired }, state: atAsked(expired) })
    screen.getByText(/仍然可以改/)
    expect(screen.queryByText(/最迟/)).toBeNull()
    await press('以后再改')
    await screen.findByRole('dialog')
    expect(screen.queryByRole('button', { name: '再发一条短信' })).toBeNull()
  })

  it('has its message sent again on demand', async () => {
    const { server } = stage(AskedScreen, { props: { held: asked() }, state: atAsked(), exchanges: [{ method: 'POST', path: `/applications/${id}/phone-link`, status: 204 }] })
    await press('以后再改')
    await press('再发一条短信')
    await screen.findByText(/短信已发出/)
    server.done()
  })

  it('comes in the language that is switched to, page and all, and keeps what was typed', async () => {
    const step: State = { kind: 'task', session, task: { at: 'step', held: asked(), page } }
    const { citizen, store, server } = stage(StepScreen, {
      props: { held: asked(), page, stale: false },
      state: step,
      exchanges: [{ method: 'GET', path: `/applications/${id}`, reply: application({ state: 'correction', page, correction }), etag: '"3"' }, { method: 'GET', path: `/applications/${id}/steps/phone`, reply: { ...page, title: 'Which phone?' }, etag: '"3"' }],
    })
    await citizen.relabel()
    expect(store.state.value).toMatchObject({ task: { at: 'step', page: { title: 'Which phone?' }, held: { etag: '"3"' } } })
    server.done()
  })

  it('can be left for the phone or another machine, with a slip', async () => {
    const slip = { name: 'slip', title: 'T', copy: 1, format: '80mm', pages: 1 }
    const { store, server } = stage(AskedScreen, { props: { held: asked() }, state: atAsked(), exchanges: [{ method: 'POST', path: `/applications/${id}/papers/slip/copies`, reply: slip, status: 201 }] })
    await press('以后再改')
    const dialog = within(await screen.findByRole('dialog'))
    dialog.getByText(/打开短信里的链接/)
    dialog.getByText(/任何一台自助机/)
    await fireEvent.click(dialog.getByRole('button', { name: '打印回执并离开' }))
    await waitFor(() => expect(store.state.value).toMatchObject({ kind: 'result', ending: { at: 'rating' } }))
    server.done()
  })

  it('repeats on each page why it has to change, and leads back to the whole of it', async () => {
    const { store } = stage(StepScreen, { props: { held: asked(), page: { ...page, back: undefined }, stale: false }, state: atAsked() })
    screen.getByText('号码打不通')
    expect(screen.queryByText('照片不合格')).toBeNull()
    screen.getByText('补正，第 2 步，共 3 步')
    await press('返回')
    expect(store.state.value).toMatchObject({ task: { at: 'asked' } })
  })

  it('goes on to the next marked page after a save, not back to the list', async () => {
    const { store } = stage(StepScreen, {
      props: { held: asked(), page, stale: false },
      state: { kind: 'task', session, task: { at: 'step', held: asked(), page } },
      exchanges: [{ method: 'PUT', path: `/applications/${id}/steps/phone`, reply: application({ state: 'correction', correction: { ...correction, answered: 1 }, page: { ...page, step: 'photo' } }) }],
    })
    await fireEvent.update(screen.getByLabelText('手机号'), '13900009999')
    await press('继续')
    await waitFor(() => expect(store.state.value).toMatchObject({ task: { at: 'step', page: { step: 'photo' } } }))
  })

  it('is looked over and submitted again for the same amount', async () => {
    const review = {
      sections: [
        { step: 'phone', title: '电话', rows: [{ field: 'mobile', label: '手机号', value: '139' }] },
      ],
      submitText: '提交',
      totalFen: 1500,
    }
    const { store, server } = stage(CheckScreen, {
      props: { held: held({ state: 'correction', correction, review }) },
      state: inMenu,
      exchanges: [{ method: 'POST', path: `/applications/${id}/submission`, body: { confirmedFen: 1500 }, reply: application({ state: 'queued' }) }],
    })
    screen.getByText(/不用重新排队/)
    button(/修改.*手机号/)
    await press('重新提交')
    await waitFor(() => expect(store.state.value).toMatchObject({ task: { at: 'waiting' } }))
    server.done()
  })

  it('comes first for somebody who is back, in the menu and among what is unfinished', async () => {
    const applications = [
      { id: 'b'.repeat(26), number: 'B', service: 'a.b', title: '办理签注', state: 'awaiting-payment', stateText: '等待付款。', updatedAt: '2026-11-24T01:00:00Z' },
      { id, number: 'A', service: 'a.a', title: '换发护照', state: 'correction', stateText: '有内容要改。', updatedAt: '2026-11-24T00:00:00Z' },
    ]
    const resumed = { method: 'GET', path: `/applications/${id}`, reply: application({ state: 'correction', page, correction }) }
    const menu = stage(MenuScreen, { props: { holder: '测*' }, state: inMenu, exchanges: [{ method: 'GET', path: '/menu', reply: { groups: [], suggestions: [], late: false } }, { method: 'GET', path: '/applications', reply: { applications } }, resumed] })
    await fireEvent.click((await screen.findAllByRole('button', { name: /换发护照/ }))[0]!)
    await waitFor(() => expect(menu.store.state.value).toMatchObject({ task: { at: 'asked' } }))
    cleanup()
    stage(UnfinishedScreen, { state: inMenu, exchanges: [{ method: 'GET', path: '/applications', reply: { applications } }] })
    await screen.findByText('要补正')
    expect(screen.getAllByRole('button').map((each) => each.textContent)[0]).toContain('换发护照')
  })
})

describe('a refusal', () => {
  beforeEach(() => void vi.useFakeTimers())
  const refused = held({ state: 'rejected' })
  const state: State = { kind: 'result', session, ending: { at: 'outcome', held: refused } }
  const seen = (now: 'rejected' | 'queued') => ({ method: 'GET', path: `/applications/${refused.application.id}`, reply: application({ state: now }) })

  it('that is withdrawn while the person stands here goes on by itself', async () => {
    const { store } = stage(OutcomeScreen, { props: { held: refused }, state, exchanges: [seen('rejected'), seen('queued')] })
    await vi.advanceTimersByTimeAsync(5100)
    expect(store.state.value.kind).toBe('result')
    await vi.advanceTimersByTimeAsync(5100)
    expect(store.state.value).toMatchObject({ kind: 'task', task: { at: 'waiting' } })
  })

  it('is not come back to by a late answer', async () => {
    const { store } = stage(OutcomeScreen, { props: { held: refused }, state, exchanges: [seen('queued')] })
    vi.advanceTimersByTime(5000) // asked, not answered yet
    store.dispatch({ type: 'menu' })
    await vi.advanceTimersByTimeAsync(100)
    expect(store.state.value).toMatchObject({ kind: 'task', task: { at: 'menu' } })
  })
})

describe('called numbers', () => {
  beforeEach(() => void vi.useFakeTimers())
  const call = (number: string) => ({ number, at: '2026-11-24T01:00:00Z' })

  it('are shown newest first, four at most, and never the own one', async () => {
    stage(CallStrip, { props: { own: 'N-2' }, exchanges: [{ method: 'GET', path: '/calls', reply: { calls: ['N-1', 'N-2', 'N-3', 'N-3', 'N-4', 'N-5', 'N-6'].map(call) } }] })
    await vi.advanceTimersByTimeAsync(50)
    expect(within(screen.getByRole('status')).getAllByRole('listitem').map((each) => each.textContent)).toEqual(['N-1', 'N-3', 'N-4', 'N-5'])
  })

  it.each([
    ['once for each that is new, and not for the own one', {}, 1],
    ['not where the hall wants quiet', { silent: true }, 0],
  ])('are heard %s', async (_, hall, tones) => {
    const started = vi.fn()
    const level = { setValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() }
    class Sound {
      currentTime = 0
      createGain = () => ({ gain: level, connect: vi.fn() })
      createOscillator = () => ({ frequency: {}, connect: vi.fn(), start: started, stop: vi.fn() })
      close = () => Promise.resolve()
    }
    vi.stubGlobal('AudioContext', Sound)
    const called = [['N-1'], ['N-1'], ['N-1', 'N-2'], ['N-3', 'N-1', 'N-2']]
    stage(CallStrip, { props: { own: 'N-2' }, exchanges: called.map((numbers) => ({ method: 'GET', path: '/calls', reply: { calls: numbers.map(call), ...hall } })) })
    for (let round = 0; round < called.length; round++) await vi.advanceTimersByTimeAsync(round === 0 ? 50 : 5100)
    screen.getByText('N-3')
    expect(started).toHaveBeenCalledTimes(tones)
    // Soft: far below the warning before a session ends.
    for (const [value] of level.exponentialRampToValueAtTime.mock.calls) expect(value).toBeLessThan(0.1)
    vi.unstubAllGlobals()
  })

  it('take no room when nobody is called, and stay when the line breaks', async () => {
    stage(CallStrip, { exchanges: [{ method: 'GET', path: '/calls', reply: { calls: [] } }, { method: 'GET', path: '/calls', reply: { calls: [call('N-1')] } }, { method: 'GET', path: '/calls', broken: true }] })
    await vi.advanceTimersByTimeAsync(50)
    expect(screen.queryByRole('list')).toBeNull()
    await vi.advanceTimersByTimeAsync(5100)
    screen.getByText('N-1')
    await vi.advanceTimersByTimeAsync(5100)
    screen.getByText('N-1')
  })
})

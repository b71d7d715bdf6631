import { cleanup, render } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStepUp, stepUpKey } from '@/console/stepUp'
import { FakeServer, type FakeRequest, json, offline, problem } from '@/console/testing/fakeServer'
import { settle } from '@/console/testing/settle'
import { createTexts } from '@/i18n/texts'
import { auditorApi } from './auditorApi'
import RevealPart from './RevealPart.vue'
import { auditorMessages } from './texts'

const path = '/api/auditor/matters/m1/reveal'
const whole: Record<string, string> = { name: '欧阳婉婷', idNumber: '449901198805050020' }
const answer = ({ body }: FakeRequest) => {
  const { field } = body as { field: string }
  return json({ field, value: whole[field], hideAfterSeconds: 30 })
}

let server: FakeServer
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T06:00:00Z') })
  server = new FakeServer()
})
afterEach(() => {
  cleanup()
  server.verify()
  vi.useRealTimers()
})

function part(whose?: { name: string; idNumber: string }) {
  const texts = createTexts(auditorMessages)
  const stepUp = createStepUp()
  const screen = render(RevealPart, {
    props: { api: auditorApi(() => 'zh-CN', server.fetch), matter: 'm1', whose },
    global: { plugins: [texts], provide: { [stepUpKey as symbol]: stepUp } },
  })
  const choose = async (reason: string) => {
    const select = screen.getByRole('combobox', { name: '查看理由' })
    ;(select as HTMLSelectElement).value = reason
    select.dispatchEvent(new Event('change'))
    await settle()
  }
  const show = async (name: string) => {
    screen.getByRole('button', { name }).click()
    await settle()
  }
  return { ...screen, stepUp, choose, show, shown: () => screen.getAllByRole('status').map((each) => each.textContent) }
}
const masked = { name: '欧***', idNumber: '449***********0020' }

describe('whose matter it is', () => {
  it('is masked before anybody asks', () => {
    const screen = part(masked)
    expect(screen.shown()).toEqual([masked.name, masked.idNumber])
    expect(server.calls).toEqual([])
  })

  it('is not asked for without a reason', async () => {
    const screen = part(masked)
    await screen.show('查看 姓名')
    expect(screen.getByRole('alert').textContent).toBe('请先选择查看理由。')
    expect(screen.shown()).toEqual([masked.name, masked.idNumber])
    expect(server.calls).toEqual([])
  })

  it('is shown one field at a time, for as long as the server says, and tells the page', async () => {
    server.on('POST', path, answer, 2)
    const screen = part(masked)
    await screen.choose('sample')
    await screen.show('查看 姓名')
    expect(server.calls[0]?.body).toEqual({ field: 'name', reason: 'sample' })
    expect(screen.shown()).toEqual([whole.name, masked.idNumber])
    expect(screen.emitted('revealed')).toHaveLength(1)
    await settle(20_000)
    await screen.show('查看 身份证件号码')
    expect(server.calls[1]?.body).toEqual({ field: 'idNumber', reason: 'sample' })
    expect(screen.shown()).toEqual([whole.name, whole.idNumber])
    await settle(10_000)
    expect(screen.shown()).toEqual([masked.name, whole.idNumber])
    await settle(20_000)
    expect(screen.shown()).toEqual([masked.name, masked.idNumber])
    expect(screen.emitted('revealed')).toHaveLength(2)
  })

  it('asks for the code again first, and stays masked when the person would rather not', async () => {
    server.on('POST', path, () => problem(401, 'step-up-required', '再验证一次'), 2)
    const screen = part(masked)
    await screen.choose('complaint')
    await screen.show('查看 姓名')
    expect(screen.stepUp.asking.value).toBe(true)
    screen.stepUp.done(false)
    await settle()
    expect(screen.shown()).toEqual([masked.name, masked.idNumber])
    await screen.show('查看 姓名')
    server.on('POST', path, answer)
    screen.stepUp.done(true)
    await settle()
    expect(screen.shown()).toEqual([whole.name, masked.idNumber])
  })

  it('says what the server refuses, and when there is no connection', async () => {
    server.on('POST', path, offline)
    const screen = part(masked)
    await screen.choose('suspicion')
    await screen.show('查看 姓名')
    expect(screen.getByRole('alert').textContent).not.toBe('')
    server.on('POST', path, () => problem(403, 'forbidden-role', '没有权限'))
    await screen.show('查看 姓名')
    expect(screen.getByRole('alert').textContent).toBe('没有权限')
    expect(screen.shown()).toEqual([masked.name, masked.idNumber])
  })

  it('is hidden when another matter is looked at, even when the answer comes late', async () => {
    let late: (reply: Response) => void = () => undefined
    server.on('POST', path, answer).on('POST', path, () => new Promise<Response>((resolve) => (late = resolve)))
    // The newest expectation answers first.
    const screen = part(masked)
    await screen.choose('sample')
    await screen.show('查看 姓名')
    await screen.show('查看 身份证件号码')
    expect(screen.shown()).toEqual([masked.name, whole.idNumber])
    const other = { name: '单*', idNumber: '110***********1234' }
    await screen.rerender({ matter: 'm2', whose: other })
    late(json({ field: 'name', value: whole.name, hideAfterSeconds: 30 }))
    await settle()
    expect(screen.shown()).toEqual([other.name, other.idNumber])
  })

  it('is said to be lost where it can no longer be opened, and not offered', () => {
    const screen = part()
    expect(screen.shown()).toEqual(['已无法解开', '已无法解开'])
    expect(screen.queryAllByRole('button')).toEqual([])
  })
})

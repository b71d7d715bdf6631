import { cleanup, render } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { FakeServer, problem } from '@/console/testing/fakeServer'
import { settle } from '@/console/testing/settle'
import { createTexts } from '@/i18n/texts'
import { createStepUp, stepUpKey } from '../stepUp'
import { consoleMessages } from '../texts'
import { type Proposal, type ProposalSeen, type Standing, publicationApi } from './publicationApi'
import PublicationPanel from './PublicationPanel.vue'
import SubmitDialog from './SubmitDialog.vue'
import { publicationMessages } from './texts'

const hash = (digit: string) => digit.repeat(64)
const proposal = (more: Partial<Proposal> = {}): Proposal => ({
  id: 'p1', kind: 'publish', service: 'a.b', hash: hash('b'), state: 'waiting', submittedBy: '值班长', submittedAt: '2026-11-24T01:00:00Z', inEffect: false, ...more,
})
const standing = (more: Partial<Standing> = {}): Standing => ({ service: 'a.b', title: '换发护照', hash: hash('a'), retired: false, usable: true, planned: [], ...more })
const seen = (more: Partial<ProposalSeen> = {}): ProposalSeen => ({
  proposal: proposal(), title: '换发护照', against: hash('a'), changes: [{ path: '$.targets', text: '承诺的工作日：原为“7”，现为“5”' }], findings: [], scenarios: 20, branches: 90, may: ['approve', 'return'], ...more,
})
const list = (...services: Standing[]) => ({ asOf: '2026-11-24T01:30:00Z', services })

let server: FakeServer
beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-24T01:30:00Z') })
  server = new FakeServer()
})
afterEach(() => {
  cleanup()
  server.verify()
  vi.useRealTimers()
})

function show(component: Component, props: object) {
  const texts = createTexts({ 'zh-CN': { ...consoleMessages['zh-CN'], ...publicationMessages['zh-CN'] }, en: { ...consoleMessages.en, ...publicationMessages.en } })
  return render(component, {
    props: { api: publicationApi(() => texts.global.locale.value, server.fetch), ...props },
    global: { plugins: [texts], provide: { [stepUpKey as symbol]: createStepUp() } },
  })
}

async function panel(may = true) {
  const screen = show(PublicationPanel, { may })
  await settle()
  return screen
}

async function press(button: HTMLElement) {
  button.click()
  await settle()
}

async function choose(screen: ReturnType<typeof show>, text: string) {
  const input = screen.getByLabelText('选择 YAML 文件')
  Object.defineProperty(input, 'files', { value: [new File([text], 'a.yaml')], configurable: true })
  input.dispatchEvent(new Event('change'))
  await settle()
}

describe('the panel of service definitions', () => {
  it('shows what is in force, what is planned, and what the program would bring', async () => {
    server.always('GET', '/api/ops/definitions', list(
      standing({ since: '2026-11-20T02:00:00Z', deliveredHash: hash('c') }),
      standing({ service: 'c.d', title: '补领', planned: [proposal({ id: 'p2', state: 'approved', from: '2026-12-01T00:00:00Z' })] }),
      standing({ service: 'e.f', title: '旧事项', retired: true, retiredSince: '2026-11-01T00:00:00Z', usable: false }),
    ))
    const screen = await panel()
    for (const text of ['没有等待批准的变更。', '2026-11-20 10:00', '程序带有另一版本', '发布新版本 2026-12-01 08:00 生效', '2026-11-01 08:00 起停办', '本程序不能运行这个版本']) expect(screen.getByText(text)).toBeTruthy()
  })

  it('lets a second person approve exactly what was looked at', async () => {
    server
      .always('GET', '/api/ops/definitions', list(standing({ waiting: proposal() })))
      .on('GET', '/api/ops/proposals/p1', seen())
      .on('POST', '/api/ops/proposals/p1/approval', proposal({ state: 'approved', from: '2026-11-24T01:30:05Z', decidedBy: '副值班长' }))
    const screen = await panel()
    await press(screen.getAllByRole('button', { name: '查看换发护照' })[0] as HTMLElement)
    expect(screen.getByText('承诺的工作日：原为“7”，现为“5”')).toBeTruthy()
    await press(screen.getByText('批准'))
    expect(server.to('POST', /approval$/)[0]?.body).toEqual({ against: hash('a') })
    expect(server.to('POST', /approval$/)[0]?.headers.get('Idempotency-Key')).toBeTruthy()
    expect(screen.getByText(/^已批准：换发护照/)).toBeTruthy()
  })

  it('asks for a reason before it sends back, and reads anew what has moved', async () => {
    server
      .always('GET', '/api/ops/definitions', list(standing({ waiting: proposal() })))
      .on('GET', '/api/ops/proposals/p1', seen(), 2)
      .on('POST', '/api/ops/proposals/p1/approval', () => problem(409, 'publication.moved', '请重新看一遍'))
    const screen = await panel()
    await press(screen.getAllByRole('button', { name: '查看换发护照' })[0] as HTMLElement)
    await press(screen.getByText('退回'))
    expect(screen.getByText('请写明理由。')).toBeTruthy()
    await press(screen.getByText('批准'))
    expect(screen.getByText('请重新看一遍')).toBeTruthy()
  })

})

describe('the form of a new version', () => {
  it('checks a file as soon as it is chosen, and sends only what is fit', async () => {
    const check = { fit: false, findings: [{ line: 12, path: '$', code: 'x', text: '没有这个规则', note: false }], changes: [], scenarios: 0, branches: 0 }
    server.on('POST', '/api/ops/checks', check)
    const screen = show(SubmitDialog, { kind: 'publish' })
    await settle()
    await choose(screen, 'service: a.b # 1')
    expect(screen.getByText('还不能发布，有 1 处要改：')).toBeTruthy()
    expect(screen.getByText('没有这个规则')).toBeTruthy()
    expect(screen.getByText(/^提交，等第二个人批准/)).toHaveProperty('disabled', true)
    server
      .on('POST', '/api/ops/checks', { fit: true, findings: [], changes: [{ path: '$', text: '标题：原为“甲”，现为“乙”' }], service: 'a.b', title: '换发护照', against: hash('a'), scenarios: 3, branches: 9 })
      .on('POST', '/api/ops/proposals', proposal())
    await choose(screen, 'service: a.b # 2')
    expect(screen.getByText('标题：原为“甲”，现为“乙”')).toBeTruthy()
    await press(screen.getByText(/^提交，等第二个人批准/))
    expect(server.to('POST', /proposals$/)[0]?.body).toEqual({ kind: 'publish', yaml: 'service: a.b # 2' })
    expect(screen.emitted()['done']?.[0]).toEqual([proposal(), '换发护照'])
  })

  it('asks for the retirement of a service', async () => {
    server.on('POST', '/api/ops/proposals', proposal({ kind: 'retire' }))
    const screen = show(SubmitDialog, { kind: 'retire', service: standing() })
    await settle()
    await press(screen.getByText(/^提交停办/))
    expect(server.to('POST', /proposals$/)[0]?.body).toEqual({ kind: 'retire', service: 'a.b' })
  })
})

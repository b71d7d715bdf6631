import { render } from '@testing-library/vue'
import type { EventListener, OpenEvents } from '@/api/events'
import { createSession } from '@/console/session'
import { staffApi } from '@/console/staff'
import { type FakeRequest, type FakeServer, json, noContent } from '@/console/testing/fakeServer'
import { createTexts } from '@/i18n/texts'
import { deskApi, type Case, type Queue, type QueueRow, type Reason } from '../deskApi'
import DeskApp from '../DeskApp.vue'
import { deskMessages } from '../texts'

export const clerk = { id: 'staff-1', name: '王芳', role: 'clerk', site: 'demo', siteName: '示范大厅', demo: true, idleSeconds: 900, endsAt: '2026-11-24T18:00:00Z' }

export const caseId = (at: number): string => String(at).padStart(26, '0')

export const queueRow = (at: number, more: Partial<QueueRow> = {}): QueueRow => ({
  id: caseId(at),
  number: `N-${at}`,
  service: 'exit-entry.passport-renewal',
  serviceTitle: '换发护照',
  holder: `甲${at}*`,
  submittedAt: '2026-11-24T00:00:00Z',
  promisedDate: '2026-11-30',
  risk: 'none',
  inHall: false,
  state: 'waiting',
  stage: 'first',
  language: 'zh-CN',
  checked: 'clean',
  escalated: false,
  corrected: false,
  ...more,
})

export const queue = (rows: QueueRow[], more: Partial<Queue> = {}): Queue => ({
  cases: rows,
  waiting: rows.length,
  mine: 0,
  overdue: 0,
  counts: { identity: 0, waiting: rows.length, mine: 0, overdue: 0, second: 0, supervisor: 0, correction: 0 },
  ...more,
})

export const reasons: { reasons: Reason[] } = {
  reasons: [
    { code: 'not-issued', outcome: 'reject', text: '不予签发', law: '护照法 第十三条', service: 'exit-entry.passport-renewal' },
    { code: 'no-photo', outcome: 'reject', text: '照片不是本人', law: '护照法 第六条', service: 'exit-entry.passport-renewal' },
    { code: 'no-photo', outcome: 'reject', text: '别的事项的理由', law: '', service: 'traffic.camera-violation' },
    { code: 'identity', outcome: 'hand-over', text: '要当面核对身份', law: '护照法 第六条', service: 'exit-entry.passport-renewal', bring: ['身份证', '现有的护照'] },
  ],
}

export const wholeCase = (at: number, more: Partial<Case> = {}): Case => ({
  id: caseId(at),
  number: `N-${at}`,
  service: 'exit-entry.passport-renewal',
  serviceTitle: '换发护照',
  definitionVersion: 'abc',
  state: 'reviewing',
  stateText: '等待审批',
  stage: 'first',
  language: 'zh-CN',
  submittedAt: '2026-11-24T00:00:00Z',
  promisedDate: '2026-11-30',
  sections: [
    { title: '你的手机号？', rows: [{ field: 'mobile', label: '手机号', value: '138****1234', masked: true, register: '139****8802' }] },
    { title: '怎么拿？', rows: [{ field: 'delivery', label: '领取方式', value: '邮寄到家', masked: false }] },
  ],
  facts: [{ field: 'person.name', label: '姓名', value: '甲*', masked: true }],
  checks: [
    { code: 'face', text: '人证核验通过', result: 'ok', mandatory: false },
    { code: 'photo', text: '照片是本人', result: 'human', mandatory: true },
  ],
  images: [
    { name: 'photo.jpg', title: '证件照' },
    { name: 'chip.jpg', title: '芯片照片' },
  ],
  timeline: [{ at: '2026-11-24T00:00:00Z', text: '提交申请', by: '申请人', kind: 'citizen' }],
  fees: [{ text: '换发护照', amountFen: 12000 }],
  totalFen: 12000,
  earlier: [],
  visits: [],
  clock: { stopped: false, stops: [] },
  corrections: [],
  decisions: [],
  reasons: reasons.reasons,
  ...more,
})

export const claimOf = (at: number, fence = 7): { caseId: string; fence: number; expiresAt: string } => ({
  caseId: caseId(at),
  fence,
  expiresAt: new Date(Date.now() + 300_000).toISOString(),
})

export const dutyOf = (onDuty: boolean) => ({ clerkId: clerk.id, name: clerk.name, role: 'clerk', onDuty, skills: [], languages: [], held: 0 })

/** A stream of events in the hands of a test. It does not open by itself. */
export class FakeEvents {
  listener: EventListener | undefined
  opened = 0

  readonly open: OpenEvents = (listener) => {
    this.listener = listener
    this.opened++
    return { close: () => (this.listener = undefined) }
  }
}

/** The routes every signed-in desk calls by itself. */
export function signedIn(server: FakeServer, rows: QueueRow[], me: object = clerk): FakeServer {
  return server
    .always('GET', '/api/staff/me', me)
    .always('POST', '/api/staff/logout', noContent)
    .always('GET', '/api/demo/faults', { faults: [], endpoints: [] })
    .always('GET', '/api/desk/queue', queue(rows))
    .always('GET', '/api/desk/reasons', reasons)
    .always('GET', '/api/desk/duty', dutyOf(true))
    .always('PUT', /\/api\/desk\/cases\/[^/]+\/presence$/, (call: FakeRequest) => json({ caseId: call.path.split('/')[4], others: [] }))
}

export function renderDesk(server: FakeServer, events = new FakeEvents()) {
  const texts = createTexts(deskMessages)
  const language = () => texts.global.locale.value
  const session = createSession(staffApi(language, server.fetch))
  const screen = render(DeskApp, {
    props: { session, api: deskApi(language, server.fetch), events: events.open },
    global: { plugins: [texts] },
    container: document.body.appendChild(document.createElement('div')),
  })
  return { ...screen, session }
}

import type { Application, Held, MenuService, Page, Session } from '@/shell/session'
import type { Device } from '../api'

export const device: Device = {
  id: 'd1',
  name: 'K-01',
  site: 's1',
  siteName: '演示服务大厅',
  demo: false,
  languages: ['zh-CN', 'en'],
  peripherals: [{ kind: 'id-reader', ready: true }],
  limits: { idleWarning: 60, idleWarningLarge: 150, warning: 30, warningLarge: 45, absolute: 1200, doneHome: 30 },
}

export const session: Session = {
  id: 'se1',
  holder: '测*',
  documentKind: 'hkm-permit',
  language: 'zh-CN',
  startedAt: '2026-11-24T01:00:00Z',
  idleAt: '2026-11-24T01:01:30Z',
  endsAt: '2026-11-24T01:20:00Z',
}

export const page: Page = {
  step: 'phone',
  title: '打哪个电话？',
  back: 'destination',
  fields: [{ name: 'mobile', kind: 'mobile', label: '手机号', required: true }],
}

export function application(changes: Partial<Application> = {}): Application {
  return {
    id: '0123456789abcdefghjkmnpqrs',
    number: '261124-AAAA',
    service: 'exit-entry.hkm-endorsement',
    title: '办理港澳签注',
    state: 'draft',
    stateText: '填写中。',
    version: 3,
    progress: { done: 1, total: 3 },
    fees: [{ code: 'hk', text: '香港签注', amountFen: 1500 }],
    totalFen: 1500,
    dropped: [],
    results: [],
    ...changes,
  }
}

export const held = (changes: Partial<Application> = {}): Held => ({ application: application(changes), etag: '"3"' })

/** A service of the menu that can be finished now, found by the words given. */
export function menuService(service: string, title: string, terms: [text: string, typed: string][] = [], changes: Partial<MenuService> = {}): MenuService {
  return {
    service,
    title,
    summary: '当场取',
    needs: '带身份证',
    quick: false,
    terms: terms.map(([text, typed]) => ({ text, typed })),
    verdict: 'yes',
    late: false,
    reasons: [],
    minutes: 3,
    ...changes,
  }
}

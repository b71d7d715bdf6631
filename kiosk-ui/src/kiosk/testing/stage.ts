import { render, type RenderResult } from '@testing-library/vue'
import { type Component, ref } from 'vue'
import { devicePort, type DevicePort } from '@/device/port'
import { createKioskTexts } from '@/i18n/kioskTexts'
import type { State } from '@/shell/session'
import { createSessionStore, sessionStore, type SessionStore } from '@/shell/useSession'
import { settingsKey } from '@/shell/useSettings'
import type { TextMode } from '@/styles/sizes'
import { createApi } from '../api'
import { type Citizen, citizenKey, createCitizen } from '../citizen'
import { type Exchange, fakeServer, type FakeServer } from './fakeServer'

export interface Stage extends RenderResult {
  store: SessionStore
  server: FakeServer
  citizen: Citizen
}

const deaf: DevicePort = {
  awaitDocument: () => new Promise(() => undefined),
  identify: () => new Promise(() => undefined),
  photograph: () => new Promise(() => undefined),
  writePermit: () => Promise.resolve({ outcome: 'done' }),
  print: () => Promise.resolve({ outcome: 'done' }),
}

interface Setting {
  props?: Record<string, unknown>
  exchanges?: Exchange[]
  state?: State
  device?: Partial<DevicePort>
}

/** Everything a screen needs around it, with a server that answers only what is expected. */
export function build({ exchanges = [], state, device = {} }: Setting) {
  const server = fakeServer(exchanges)
  const store = createSessionStore(state)
  const settings = { size: ref<TextMode>('default') }
  const port = { ...deaf, ...device }
  const citizen = createCitizen({ api: createApi({ language: () => 'zh-CN', fetch: server.fetch }), store, device: port, settings, language: () => 'zh-CN' })
  return { server, store, settings, port, citizen }
}

/** Renders one screen as the kiosk would. */
export function stage(screen: Component, setting: Setting = {}): Stage {
  const { server, store, settings, port, citizen } = build(setting)
  const result = render(screen, {
    props: setting.props ?? {},
    global: {
      plugins: [createKioskTexts()],
      provide: { [sessionStore as symbol]: store, [settingsKey as symbol]: settings, [devicePort as symbol]: port, [citizenKey as symbol]: citizen },
    },
  })
  return { ...result, store, server, citizen }
}

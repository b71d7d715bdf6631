import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError, ProblemError } from './problem'
import { upload } from './upload'

class FakeRequest {
  static last: FakeRequest
  readonly headers: Record<string, string> = {}
  readonly upload: { onprogress?: (event: { lengthComputable: boolean; loaded: number; total: number }) => void } = {}
  status = 0
  responseText = ''
  responseType = ''
  line = ''
  onload?: () => void
  onerror?: () => void
  onabort?: () => void
  constructor() {
    FakeRequest.last = this
  }
  open(method: string, url: string) {
    this.line = `${method} ${url}`
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value
  }
  send() {
    return undefined
  }
  abort() {
    this.onabort?.()
  }
  answer(status: number, body: string) {
    this.status = status
    this.responseText = body
    this.onload?.()
  }
}

describe('an upload', () => {
  beforeEach(() => void vi.stubGlobal('XMLHttpRequest', FakeRequest))
  afterEach(() => void vi.unstubAllGlobals())
  const start = (progress: (part: number) => void = () => undefined, signal = new AbortController().signal) =>
    upload<{ value: string }>({ url: '/api/phone/attachments/photo', body: new Blob(['x']), language: 'en', idempotencyKey: 'k1', progress, signal })

  it('carries what every change carries, and says how far it is', async () => {
    const parts: number[] = []
    const sent = start((part) => parts.push(part))
    const request = FakeRequest.last
    expect(request.line).toBe('PUT /api/phone/attachments/photo')
    expect(request.headers).toEqual({ 'Content-Type': 'application/octet-stream', 'Accept-Language': 'en', 'Idempotency-Key': 'k1', 'X-OneVisit': '1' })
    request.upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 4 })
    request.upload.onprogress?.({ lengthComputable: false, loaded: 2, total: 0 })
    request.answer(201, '{"value":"a1"}')
    await expect(sent).resolves.toEqual({ value: 'a1' })
    expect(parts).toEqual([0.25])
  })

  it('fails with the server’s words, or with the status alone', async () => {
    const refused = start()
    FakeRequest.last.answer(422, JSON.stringify({ type: 'x', title: '太小', status: 422, code: 'photo-too-small' }))
    await expect(refused).rejects.toMatchObject({ message: '太小', code: 'photo-too-small' })
    const broken = start()
    FakeRequest.last.answer(502, '<html>')
    await expect(broken).rejects.toBeInstanceOf(ProblemError)
  })

  it('is offline when no answer came or it was given up', async () => {
    const lost = start()
    FakeRequest.last.onerror?.()
    await expect(lost).rejects.toBeInstanceOf(OfflineError)
    const leaving = new AbortController()
    const left = start(undefined, leaving.signal)
    leaving.abort()
    await expect(left).rejects.toBeInstanceOf(OfflineError)
  })
})

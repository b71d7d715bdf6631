import { beforeEach, describe, expect, it } from 'vitest'
import { takeToken } from './link'

describe('the link', () => {
  beforeEach(() => history.replaceState(null, '', '/phone'))
  const secret = 'aB3_-'.repeat(8)

  it('gives its secret once and takes it off the address at once', () => {
    history.replaceState(null, '', `/phone?from=message#${secret}`)
    const before = history.length
    expect(takeToken()).toBe(secret)
    expect(location.href).not.toContain(secret)
    expect(location.search).toBe('')
    expect(history.length).toBe(before)
    expect(takeToken()).toBeUndefined()
  })

  it.each(['', '#', '#short', `#${'x'.repeat(101)}`, '#<script>alert(1)</script>xxxxxxxx'])('without a secret gives none: %j', (hash) => {
    history.replaceState(null, '', `/phone${hash}`)
    expect(takeToken()).toBeUndefined()
    expect(location.hash).toBe('')
  })
})

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { endingOfLastVisit, leaveDocument } from './wipe'

beforeEach(() => history.replaceState(null, '', '/'))

describe('leaving the document', () => {
  it('replaces it, so that there is nothing to go back to, and carries only how the visit ended', () => {
    const replace = vi.spyOn(location, 'replace').mockImplementation(() => undefined)
    leaveDocument('finished')
    expect(replace).toHaveBeenCalledExactlyOnceWith('/?ended=finished')
  })

  it('is read once by the next document and taken off the address', () => {
    history.replaceState(null, '', '/?ended=idle')
    expect(endingOfLastVisit()).toBe('idle')
    expect(location.search).toBe('')
    expect(endingOfLastVisit()).toBeUndefined()
  })

  it('takes nothing else from the address', () => {
    history.replaceState(null, '', '/?ended=%E5%BC%A0%E4%B8%89#x')
    expect(endingOfLastVisit()).toBeUndefined()
    expect(location.href).not.toMatch(/%|#/)
  })
})

// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import vectors from './testVectors.json'
import { ProofFormatError, checkProof, parseKey, parseProof, rootOf } from './tlogProof'

// The files were written by the server's own code (models/translog) for logs of 1, 2, 7, 11 and 13 entries.
const { key, proofs } = vectors
const large = proofs[3]!

describe('a proof file', () => {
  it.each(proofs.map((each) => [each.Size, each.Index, each.File] as const))('of a log of %i entries, place %i, holds', async (size, index, file) => {
    const found = await checkProof(file, key)
    expect(found.path).toBe(true)
    expect(found.signature).toBe(true)
    expect([found.proof.checkpoint.size, found.proof.index]).toEqual([BigInt(size), BigInt(index)])
    expect(found.leaf).toMatchObject({ action: 'matter.completed', actorKind: 'staff', role: 'clerk', site: 'hall' })
    expect(found.leaf.at.getTime()).toBe(1795500000000 + index * 1000)
  })

  const changed: [string, (file: string) => string][] = [
    ['another place', (file) => file.replace('index 4\n', 'index 5\n')],
    ['another leaf', (file) => file.replace(/extra A(.)/, (_, each: string) => `extra A${each === 'Q' ? 'R' : 'Q'}`).replace(/R\n/, 'R\n')],
    ['a hash left out', (file) => file.replace(/(index 4\n)[^\n]+\n/, '$1')],
    ['a hash more', (file) => file.replace(/(index 4\n)([^\n]+\n)/, '$1$2$2')],
  ]
  it.each(changed)('with %s does not', async (_, change) => {
    const file = change(large.File)
    expect(file).not.toBe(large.File)
    const outcome = await checkProof(file, key).catch((cause: unknown) => cause)
    if (outcome instanceof ProofFormatError) return
    expect(outcome).toMatchObject({ path: false })
  })

  it('of a checkpoint with another size is not signed', async () => {
    const found = await checkProof(large.File.replace('\n11\n', '\n12\n'), key)
    expect(found.signature).toBe(false)
  })

  it('is not signed by another key, nor by one of another name', async () => {
    const bytes = Buffer.from(key.split('+').slice(2).join('+'), 'base64')
    bytes[5]! ^= 1
    const [name, hash] = key.split('+')
    expect((await checkProof(large.File, `${name}+${hash}+${bytes.toString('base64')}`)).signature).toBe(false)
    expect((await checkProof(large.File, key.replace('demo', 'demi'))).signature).toBe(false)
  })

  it('says so where the browser knows no Ed25519', async () => {
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('no', 'NotSupportedError'))
    expect(await checkProof(large.File, key)).toMatchObject({ path: true, signature: 'unable' })
  })

  it.each([
    ['', 'header'],
    ['c2sp.org/tlog-proof@v1\nindex 0\n\na\n1\nb\n\n', 'leaf'],
    [large.File.replace('index 4', 'index x'), 'index'],
    [large.File.replace('index 4\n', 'index 4\nAAAA\n'), 'hash'],
    [large.File.replace('— ', '- '), 'signature'],
  ])('that is malformed is refused', (file, what) => {
    expect(() => parseProof(file)).toThrow(new ProofFormatError(what))
  })
})

it('a path of the wrong length leads nowhere', async () => {
  const hash = new Uint8Array(32)
  expect(await rootOf(0n, 1n, hash, [])).toEqual(hash)
  expect(await rootOf(0n, 2n, hash, [])).toBeUndefined()
  expect(await rootOf(0n, 1n, hash, [hash])).toBeUndefined()
  expect(await rootOf(5n, 5n, hash, [])).toBeUndefined()
})

it('a key text is taken apart', () => {
  expect(parseKey(key)).toMatchObject({ name: 'onevisit/demo/e4accce9', keyHash: '9b60592c', algorithm: 1 })
  expect(() => parseKey('nonsense')).toThrow(ProofFormatError)
})

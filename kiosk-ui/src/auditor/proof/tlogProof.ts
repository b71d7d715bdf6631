// Checks, in the browser and with nothing but the log's public key, that an audit entry is in the log: the file of the
// proof (c2sp.org/tlog-proof), the Merkle path (RFC 6962) and the signature of the checkpoint (c2sp.org/signed-note).

/** What a proof file holds. */
export interface ProofFile {
  index: bigint
  /** The data of the leaf, as they were hashed. */
  leaf: Uint8Array
  hashes: Uint8Array[]
  checkpoint: Checkpoint
}

export interface Checkpoint {
  origin: string
  size: bigint
  root: Uint8Array
  /** The bytes the signatures are of. */
  signed: Uint8Array
  signatures: { name: string; keyHash: string; signature: Uint8Array }[]
}

/** The log's public key, from its text NAME+HASH+BASE64. */
export interface PublicKey {
  name: string
  keyHash: string
  algorithm: number
  key: Uint8Array
}

/** The file is not what the format says; `message` says what is wrong, for the technically minded. */
export class ProofFormatError extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'ProofFormatError'
  }
}

const header = 'c2sp.org/tlog-proof@v1'
const hashLength = 32
const ed25519 = 1
// A tree has at most 2^62 leaves.
const mostHashes = 63

export function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))
  } catch {
    throw new ProofFormatError('base64')
  }
}

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (each) => each.toString(16).padStart(2, '0')).join('')

function number(text: string, what: string): bigint {
  if (!/^(0|[1-9]\d{0,18})$/.test(text)) throw new ProofFormatError(what)
  return BigInt(text)
}

function hash(text: string): Uint8Array {
  const found = bytesOf(text)
  if (found.length !== hashLength) throw new ProofFormatError('hash')
  return found
}

/** Reads a signed note that is a checkpoint: three lines and more, an empty line, signatures. */
export function parseCheckpoint(note: string): Checkpoint {
  const split = note.lastIndexOf('\n\n')
  if (split < 0) throw new ProofFormatError('checkpoint')
  const text = note.slice(0, split + 1)
  const [origin, size, root] = text.split('\n')
  if (!origin || size === undefined || root === undefined) throw new ProofFormatError('checkpoint')
  const lines = note.slice(split + 2).split('\n').filter((each) => each !== '')
  const signatures = lines.map((each) => {
    const [, name, coded] = /^— (\S+) (\S+)$/.exec(each) ?? []
    if (name === undefined || coded === undefined) throw new ProofFormatError('signature')
    const bytes = bytesOf(coded)
    if (bytes.length < 5) throw new ProofFormatError('signature')
    return { name, keyHash: hexOf(bytes.subarray(0, 4)), signature: bytes.subarray(4) }
  })
  return { origin, size: number(size, 'size'), root: hash(root), signed: new TextEncoder().encode(text), signatures }
}

export function parseProof(file: string): ProofFile {
  const split = file.indexOf('\n\n')
  const lines = split < 0 ? [] : file.slice(0, split).split('\n')
  if (lines.shift() !== header) throw new ProofFormatError('header')
  const extra = lines[0]?.startsWith('extra ') ? lines.shift() : undefined
  if (extra === undefined) throw new ProofFormatError('leaf')
  const index = lines.shift()
  if (index === undefined || !index.startsWith('index ')) throw new ProofFormatError('index')
  if (lines.length > mostHashes) throw new ProofFormatError('length')
  return {
    index: number(index.slice('index '.length), 'index'),
    leaf: bytesOf(extra.slice('extra '.length)),
    hashes: lines.map(hash),
    checkpoint: parseCheckpoint(file.slice(split + 2)),
  }
}

export function parseKey(text: string): PublicKey {
  const [, name, keyHash, coded] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text) ?? []
  if (name === undefined || keyHash === undefined || coded === undefined) throw new ProofFormatError('key')
  const bytes = bytesOf(coded)
  return { name, keyHash, algorithm: bytes[0] ?? 0, key: bytes.subarray(1) }
}

const join = (...parts: Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as BufferSource))

/** The RFC 6962 hash of a leaf. */
export const leafHash = (leaf: Uint8Array): Promise<Uint8Array> => sha256(join(Uint8Array.of(0), leaf))
const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Uint8Array> => sha256(join(Uint8Array.of(1), left, right))

/** The root that the path leads to, or undefined when the path has not the length the place asks for (RFC 9162, 2.1.3.2). */
export async function rootOf(index: bigint, size: bigint, leaf: Uint8Array, path: Uint8Array[]): Promise<Uint8Array | undefined> {
  if (index >= size) return undefined
  let at = index
  let last = size - 1n
  let root = leaf
  for (const each of path) {
    if (last === 0n) return undefined
    if (at % 2n === 1n || at === last) {
      root = await nodeHash(each, root)
      while (at % 2n === 0n && at !== 0n) {
        at >>= 1n
        last >>= 1n
      }
    } else root = await nodeHash(root, each)
    at >>= 1n
    last >>= 1n
  }
  return last === 0n ? root : undefined
}

/** Whether the path leads from the leaf to the root of the checkpoint. */
export async function pathHolds(proof: ProofFile): Promise<boolean> {
  const root = await rootOf(proof.index, proof.checkpoint.size, await leafHash(proof.leaf), proof.hashes)
  return root !== undefined && hexOf(root) === hexOf(proof.checkpoint.root)
}

/** Whether the key signed the checkpoint; `unable` where this browser cannot check Ed25519. */
export async function signatureHolds(checkpoint: Checkpoint, key: PublicKey): Promise<boolean | 'unable'> {
  const written = await sha256(join(new TextEncoder().encode(`${key.name}\n`), Uint8Array.of(key.algorithm), key.key))
  if (key.algorithm !== ed25519 || hexOf(written.subarray(0, 4)) !== key.keyHash || checkpoint.origin !== key.name) return false
  const ours = checkpoint.signatures.find((each) => each.name === key.name && each.keyHash === key.keyHash)
  if (!ours) return false
  let imported: CryptoKey
  try {
    imported = await crypto.subtle.importKey('raw', key.key as BufferSource, { name: 'Ed25519' }, false, ['verify'])
  } catch {
    return 'unable'
  }
  return crypto.subtle.verify({ name: 'Ed25519' }, imported, ours.signature as BufferSource, checkpoint.signed as BufferSource)
}

/** What a leaf says by itself: no person, no number, only when and what was done by what kind of actor. */
export interface Leaf {
  at: Date
  action: string
  actorKind: string
  role: string
  site: string
  /** Over the entry and a salt, hexadecimal. */
  commitment: string
}

/** Reads the data of a leaf: version 1, milliseconds, four texts with their lengths in front, the commitment. */
export function parseLeaf(data: Uint8Array): Leaf {
  if (data.length < 9 || data[0] !== 1) throw new ProofFormatError('leaf')
  const at = new Date(Number(new DataView(data.buffer, data.byteOffset).getBigUint64(1)))
  let rest = data.subarray(9)
  const text = () => {
    let length = 0
    let shift = 0
    let used = 0
    for (;;) {
      const byte = rest[used++]
      if (byte === undefined || shift > 21) throw new ProofFormatError('leaf')
      length += (byte & 127) * 2 ** shift
      shift += 7
      if (byte < 128) break
    }
    if (rest.length < used + length) throw new ProofFormatError('leaf')
    const found = new TextDecoder().decode(rest.subarray(used, used + length))
    rest = rest.subarray(used + length)
    return found
  }
  const [action, actorKind, role, site] = [text(), text(), text(), text()]
  if (rest.length !== hashLength) throw new ProofFormatError('leaf')
  return { at, action, actorKind, role, site, commitment: hexOf(rest) }
}

/** What was found out of a proof, by this browser alone. */
export interface Verdict {
  path: boolean
  signature: boolean | 'unable'
  proof: ProofFile
  leaf: Leaf
}

/** Whether this browser can hash at all: it can only on https and on the machine itself. */
export const canCheck = (): boolean => globalThis.crypto?.subtle !== undefined

export async function checkProof(file: string, key: string): Promise<Verdict> {
  const proof = parseProof(file)
  const [path, signature] = await Promise.all([pathHolds(proof), signatureHolds(proof.checkpoint, parseKey(key))])
  return { path, signature, proof, leaf: parseLeaf(proof.leaf) }
}

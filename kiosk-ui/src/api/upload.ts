import { OfflineError, type Problem, ProblemError } from './problem'

export interface Upload {
  url: string
  body: Blob
  language: string
  idempotencyKey: string
  /** How much of the file is on its way, 0 to 1. */
  progress: (part: number) => void
  signal: AbortSignal
}

/**
 * Sends a file and says how far it is, which fetch cannot. Fails like every other call: with ProblemError, or with
 * OfflineError when no answer came. An aborted one never settles its screen: it fails as offline.
 */
export function upload<T>({ url, body, language, idempotencyKey, progress, signal }: Upload): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', url)
    request.responseType = 'text'
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Accept-Language', language)
    request.setRequestHeader('Idempotency-Key', idempotencyKey)
    request.setRequestHeader('X-OneVisit', '1')
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total)
    }
    request.onload = () => {
      const answer = parsed(request.responseText)
      if (request.status < 300) resolve(answer as T)
      else reject(new ProblemError(isProblem(answer) ? answer : { type: 'about:blank', title: '', status: request.status, code: `http.${request.status}` }))
    }
    const gone = () => reject(new OfflineError('no answer'))
    request.onerror = gone
    request.ontimeout = gone
    request.onabort = gone
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(body)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isProblem(answer: unknown): answer is Problem {
  return typeof answer === 'object' && answer !== null && 'code' in answer && 'title' in answer
}

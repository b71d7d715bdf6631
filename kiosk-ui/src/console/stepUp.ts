import { type InjectionKey, type ShallowRef, inject, shallowRef } from 'vue'
import { idempotencyKey } from '@/api/client'
import { ProblemError } from '@/api/problem'
import { stepUpRequired } from './session'

export interface StepUp {
  /** Whether the dialog asks; answered by `done`. */
  asking: Readonly<ShallowRef<boolean>>
  /**
   * Runs a call that may want the second factor shown again: then the person is asked for a code and the call is
   * repeated with the idempotency key it had. Undefined when the person would rather not.
   *
   *     const order = await stepUp.run((key) => api.createExport(key, query))
   */
  run: <T>(call: (key: string) => Promise<T>) => Promise<T | undefined>
  /** Tells that the second factor was shown, or that the person would rather not. */
  done: (shown: boolean) => void
}

export const stepUpKey: InjectionKey<StepUp> = Symbol('step-up')

/** For any page under ConsoleGate, which shows the dialog. */
export function useStepUp(): StepUp {
  const stepUp = inject(stepUpKey)
  if (!stepUp) throw new Error('no step-up was provided')
  return stepUp
}

export function createStepUp(): StepUp {
  const asking = shallowRef(false)
  let waiting: ((shown: boolean) => void)[] = []

  // Two calls that want it at once are answered by one code.
  const ask = () =>
    new Promise<boolean>((resolve) => {
      waiting.push(resolve)
      asking.value = true
    })

  return {
    asking,
    async run(call) {
      const key = idempotencyKey()
      for (;;) {
        try {
          return await call(key)
        } catch (cause) {
          if (!(cause instanceof ProblemError) || cause.code !== stepUpRequired) throw cause
          if (!(await ask())) return undefined
        }
      }
    },
    done(shown) {
      asking.value = false
      const all = waiting
      waiting = []
      all.forEach((resolve) => resolve(shown))
    },
  }
}

import { useAct } from '@/flow/useAct'
import type { Held } from '@/shell/session'
import { useSession } from '@/shell/useSession'
import { useCitizen } from './citizen'

/** Prints the slip that resumes anywhere, and goes on to the rating. Without paper the person may leave all the same. */
export function useLeave() {
  const citizen = useCitizen()
  const { dispatch } = useSession()
  const { busy, trouble, run } = useAct()
  return {
    busy,
    trouble,
    leaveWithSlip: (held: Held) =>
      run(async () => {
        await citizen.printSlip(held)
        dispatch({ type: 'rate' })
      }),
  }
}

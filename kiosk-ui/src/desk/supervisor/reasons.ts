import type { Texts } from '@/i18n/texts'
import type { AmendReason, TakeOverReason, WithdrawalReason } from '../hall/hallApi'
import type { DeskKey } from '../texts'

type Translate = Texts<DeskKey>['t']

const handing: TakeOverReason[] = ['absent', 'overdue', 'urgent', 'balance', 'complaint', 'other']
const withdrawing: WithdrawalReason[] = ['wrong-facts', 'wrong-rule', 'new-evidence', 'procedure', 'other']

/** Why a case goes into other hands. */
export const handingReasons = (t: Translate) => handing.map((code) => ({ code, text: t(`hall.why.${code}`) }))
export const isHandingReason = (code: string): code is TakeOverReason => handing.some((each) => each === code)

/** Why a final decision is withdrawn. */
export const withdrawalReasons = (t: Translate) => withdrawing.map((code) => ({ code, text: t(`hall.history.reason.${code}`) }))
export const isWithdrawalReason = (code: string): code is WithdrawalReason => withdrawing.some((each) => each === code)

const amending: AmendReason[] = ['mistake', 'evidence', 'complaint', 'other']

/** Why the cause of a visit is amended. */
export const amendReasons = (t: Translate) => amending.map((code) => ({ code, text: t(`hall.causes.reason.${code}`) }))
export const isAmendReason = (code: string): code is AmendReason => amending.some((each) => each === code)

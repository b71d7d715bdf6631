import { type KioskKey, useKioskTexts } from '@/i18n/kioskTexts'
import type { Language, Params } from '@/i18n/texts'

// The texts of the way over a window, apart from the rest: they are loaded with its screens.
const zh = {
  title: '到人工窗口核验身份',
  help: '填好下面几项，窗口就不用再问一遍。',
  name: '姓名（和证件上一样）',
  number: '证件号码（可不填）',
  mobile: '手机号（可不填）',
  service: '想办的事（可不选）',
  choose: '点这里选',
  unsure: '还没想好',
  submit: '取窗口号码',
  missing: '姓名还没有填。照证件上的写。',
  ticketTitle: '到人工窗口，号码 {number}',
  ticketHelp: '听到或看到这个号码，就到窗口去。刚才填的内容已经交给窗口。',
  bring: '带上证件原件：身份证、临时身份证、户口簿、护照、通行证、居住证都可以。',
  until: '今天 {time} 前有效，过后自动清除。',
  back: '窗口核对后会给您一个 8 位号码。回到任何一台机器，点“我有窗口给的号码”，就接着办，不用再填。',
  remember: '记住这个号码，或用手机拍下来。',
  codeTitle: '输入窗口给的号码',
  codeHelp: '8 位数字，15 分钟内有效，只能用一次。',
  codeLabel: '窗口号码',
  codeShort: '窗口给的号码是 8 位数字。再核对一遍。',
  begin: '开始办理',
}
const en: typeof zh = {
  title: 'Have a window check who you are',
  help: 'Fill this in and nobody at the window asks again.',
  name: 'Name on the document',
  number: 'Document number (optional)',
  mobile: 'Mobile (optional)',
  service: 'Came for (optional)',
  choose: 'Touch to choose',
  unsure: 'Not sure yet',
  submit: 'Get a number',
  missing: 'The name is still missing. Write it as on the document.',
  ticketTitle: 'Go to a window: number {number}',
  ticketHelp: 'Go when this number is called or shown. The window has what you filled in.',
  bring: 'Bring an original: ID card, temporary ID card, household book, passport, travel permit or residence permit.',
  until: 'Good until {time} today; then everything is wiped.',
  back: 'The window gives you a number of 8 digits. At any machine touch “I have a number from a window” and go on; nothing is filled in again.',
  remember: 'Remember this number, or take a photo of it.',
  codeTitle: 'Type the number from the window',
  codeHelp: '8 digits, good for 15 minutes, once.',
  codeLabel: 'Number from the window',
  codeShort: 'The number from the window has 8 digits. Compare it.',
  begin: 'Begin',
}
export const laneTexts: Record<Language, typeof zh> = { 'zh-CN': zh, en }
export type LaneKey = keyof typeof zh

/** The texts of these screens, and those of all. */
export function useLaneTexts() {
  const { t, language } = useKioskTexts()
  const l = (key: LaneKey, params: Params = {}) => laneTexts[language()][key].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''))
  return { t: (key: KioskKey, params?: Params) => t(key, params), l, language }
}

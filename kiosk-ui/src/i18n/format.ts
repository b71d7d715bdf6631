/** ¥ with grouping and two decimals, from fen. Integer arithmetic only. */
export function money(fen: number): string {
  const yuan = Math.trunc(Math.abs(fen) / 100).toString().replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  const rest = (Math.abs(fen) % 100).toString().padStart(2, '0')
  return `${fen < 0 ? '-' : ''}¥${yuan}.${rest}`
}

/** The wall clock of China's zone, whatever the terminal is set to: 2026-11-24 14:05. */
export function dateTime(instant: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant))
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`
}

/** A local date YYYY-MM-DD in words of the language. */
export function localDate(date: string, language: string): string {
  const [year, month, day] = date.split('-').map(Number)
  if (year === undefined || month === undefined || day === undefined) return date
  if (language === 'zh-CN') return `${year}年${month}月${day}日`
  const name = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(new Date(Date.UTC(year, month - 1, day)))
  return `${day} ${name} ${year}`
}

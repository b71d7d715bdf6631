import type { Texts } from '@/i18n/texts'
import type { DeskKey } from './texts'
import type { News } from './deskNews'

/** What happened last, in one sentence; empty for what is shown as an alert of its own. */
export function newsText(news: News | undefined, t: Texts<DeskKey>['t']): string {
  if (!news || news.kind === 'failed' || news.kind === 'not-decided') return ''
  if (news.kind === 'decided') return t(`desk.news.${news.outcome}`, { holder: news.holder, service: news.service })
  if (news.kind === 'bulk-decided') return t('desk.news.bulk', { n: news.count })
  if (news.kind === 'undone') return t('desk.news.undone', { n: news.count })
  return t(`desk.news.${news.kind}`)
}

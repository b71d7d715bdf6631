import { expect, it } from 'vitest'
import { linkIn } from './messageLink'

it.each([
  ['您有一处要改：https://hall.example/phone#aB3_-x，15日前有效。', 'https://hall.example/phone#aB3_-x'],
  ['Open http://127.0.0.1:8080/phone#abc.', 'http://127.0.0.1:8080/phone#abc'],
  ['（https://hall.example/phone#abc）', 'https://hall.example/phone#abc'],
  ['办好了。', undefined],
])('finds the address in %j', (text, link) => expect(linkIn(text)).toBe(link))

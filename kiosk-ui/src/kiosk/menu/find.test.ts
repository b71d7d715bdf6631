import { describe, expect, it } from 'vitest'
import { menuService } from '../testing/samples'
import { find } from './find'

const services = [
  menuService('a.visa', '办理港澳签注', [['办理港澳签注', 'ban li gang/hong ao/yu qian zhu'], ['签注', 'qian zhu'], ['visa', 'visa']]),
  menuService('a.licence', '期满换领驾驶证', [['期满换领驾驶证', 'qi man huan ling jia shi zheng'], ['驾照', 'jia zhao'], ['licence', 'licence'], ['renew', 'renew']]),
  menuService('a.lost', '补领驾驶证', [['补领驾驶证', 'bu ling jia shi zheng'], ['驾照', 'jia zhao'], ['lost', 'lost'], ['licence', 'licence']]),
  menuService('a.long', '长期', [['长期', 'chang/zhang qi']]),
]
const names = (typed: string) => find(services, typed).map((each) => each.service.service)

describe('what is typed', () => {
  it.each([
    ['jz', ['a.licence', 'a.lost']],
    ['jiazhao', ['a.licence', 'a.lost']],
    ['jiazh', ['a.licence', 'a.lost']],
    ['JSZ', ['a.licence', 'a.lost']],
    ['bl', ['a.visa', 'a.lost']],
    ['qz', ['a.visa']],
    ['签注', ['a.visa']],
    ['vis', ['a.visa']],
    ['lost licence', ['a.lost']],
    ['renew', ['a.licence']],
    ['cq', ['a.long']],
    ['zhangqi', ['a.long']],
    ['xyz', []],
    ['', []],
    ['  ', []],
  ])('%s finds %j', (typed, want) => {
    expect(names(typed)).toEqual(want)
  })

  it('says by which word, the nearest first', () => {
    expect(find(services, 'jz')[0]?.by).toBe('驾照')
    expect(names('qi')).toEqual(['a.licence', 'a.visa', 'a.long'])
  })
})

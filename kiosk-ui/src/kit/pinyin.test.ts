import { describe, expect, it } from 'vitest'
import { acceptable, candidates } from './pinyin'
import table from './pinyinTable.json'

describe('typing Chinese', () => {
  it.each([
    ['zhang', '张'],
    ['wang', '王'],
    ['li', '李'],
    ['lv', '吕'],
    ['zhe', '喆'],
    ['kun', '堃'],
    ['yan', '䶮'],
  ])('%s offers %s', (letters, character) => expect(candidates(table, letters).characters).toContain(character))

  it('takes the longest syllable first and leaves the rest', () => {
    expect(candidates(table, 'zhangsan').syllable).toBe('zhang')
    expect(candidates(table, 'xian').syllable).toBe('xian')
  })

  it('offers something for a beginning, and nothing for nonsense', () => {
    expect(candidates(table, 'zh').characters).toContain('中')
    expect(candidates(table, 'vv').characters).toEqual([])
    expect(acceptable(table, 'zhangs')).toBe(true)
    expect(acceptable(table, 'zhangv')).toBe(false)
  })

  it('finds each of the hundred most frequent surnames', () => {
    const surnames = '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文'
    const known = new Set(Object.values(table).join(''))
    expect([...surnames].filter((surname) => !known.has(surname))).toEqual([])
  })
})

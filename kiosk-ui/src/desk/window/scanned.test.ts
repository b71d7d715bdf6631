import { describe, expect, it } from 'vitest'
import { readScan } from './scanned'

describe('what the scan box takes', () => {
  it('is the code of a slip', () => {
    expect(readScan('OV1-06H0SXB4JX1H9HEPCNHAZXHQD0-3EEF7375D3B8B83F6542')).toEqual({ code: 'OV1-06H0SXB4JX1H9HEPCNHAZXHQD0-3EEF7375D3B8B83F6542' })
    expect(readScan('onevisit:261124-ABC123')).toEqual({ code: 'onevisit:261124-ABC123' })
    expect(readScan('x'.repeat(300))).toEqual({ code: 'x'.repeat(300) })
  })

  it.each(['261124-ABC123', ' 261124 - abc123 ', '２６１１２４－ＡＢＣ１２３', '261124abc123'])('is the number of an application: %s', (typed) => {
    expect(readScan(typed)).toEqual({ number: '261124-ABC123' })
  })

  it('is the number of an attempt', () => {
    expect(readScan('w261124-abc123')).toEqual({ number: 'W261124-ABC123' })
  })

  it.each(['11010119900307123x', '110101 19900307 123X', '１１０１０１１９９００３０７１２３Ｘ'])('is an ID number: %s', (typed) => {
    expect(readScan(typed)).toEqual({ idNumber: '11010119900307123X' })
  })

  it('is a permit’s number', () => {
    expect(readScan('c12345678')).toEqual({ idNumber: 'C12345678' })
  })

  it('is never nothing', () => {
    expect(readScan('  　')).toBeUndefined()
  })
})

import { describe, expect, it } from 'vitest'
import { fontAttributes, withoutStyles } from './svgStyles'

describe('fonts', () => {
  it.each([
    ['font-size:15px;font-family:Noto Sans;font-weight:600;', { 'font-size': '15px', 'font-family': 'Noto Sans', 'font-weight': '600' }],
    ['font: 12px sans-serif', { 'font-size': '12px', 'font-family': 'sans-serif' }],
    ['font: italic bold 12px/30px Georgia, serif', { 'font-style': 'italic', 'font-weight': 'bold', 'font-size': '12px', 'font-family': 'Georgia, serif' }],
    ['position:absolute;left:0', {}],
  ])('of %s become attributes', (style, expected) => {
    expect(fontAttributes(style)).toEqual(expected)
  })
})

it('no node keeps a style attribute, and none can be put on the root afterwards', () => {
  const root = withoutStyles({ attrs: { width: 5 }, children: [{ attrs: {}, children: [{ attrs: { style: 'font-size:15px', x: 1 } }] }, undefined] })
  root.attrs['style'] = 'position:absolute'
  expect(Object.keys(root.attrs)).toEqual(['width'])
  expect(root.children?.[0]?.children?.[0]?.attrs).toEqual({ 'font-size': '15px', x: 1 })
})

import { mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { minimumFont, minimumTarget, type Panel, panels, type TextMode } from '@/styles/sizes'

export const base = process.env['ONEVISIT_URL'] ?? 'http://127.0.0.1:8080'
const artefacts = process.env['ONEVISIT_ARTEFACTS']

/** Debian's Chromium; running as root needs --no-sandbox. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
}

/** Keeps a picture of the screen as a build artefact, where ONEVISIT_ARTEFACTS says. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!artefacts) return
  mkdirSync(artefacts, { recursive: true })
  await page.screenshot({ path: `${artefacts}/${name}.png` })
}

/**
 * No violation of WCAG 2.0 to 2.2 A and AA, target size switched on; for a citizen's screens also the contrast of AAA,
 * 7:1. What stands in for hardware is not the product.
 */
export async function expectAccessible(page: Page, screen: string, contrast: 'AA' | 'AAA' = 'AA'): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .options({ rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: contrast === 'AAA' } } })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .exclude('[data-demo]')
    .analyze()
  const found = violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`)
  expect(found, `axe on ${screen}`).toEqual([])
}

/** The numbers of the citizen screens, measured in the browser: targets, fonts, reach, one heading, nothing cut off. */
export async function expectFits(page: Page, screen: string, panel: Panel, size: TextMode): Promise<void> {
  const faults = await page.evaluate(measure, { target: minimumTarget[size], font: minimumFont[size], top: panels[panel].reachTop, width: panels[panel].width })
  expect(faults, `sizes on ${screen}`).toEqual([])
}

function measure(limits: { target: number; font: number; top: number; width: number }): string[] {
  const faults: string[] = []
  const frame = document.querySelector('[data-panel]')
  if (!frame) return ['no frame']
  const text = (element: Element) => (element.textContent ?? '').trim().slice(0, 24)
  const headings = frame.querySelectorAll('h1')
  if (headings.length !== 1) faults.push(`${headings.length} main headings`)
  const title = headings[0]?.textContent?.trim() ?? ''
  if (!document.title.replace(/^(错误：|Error: )/, '').startsWith(title)) faults.push(`title ${document.title} does not begin with ${title}`)
  for (const control of frame.querySelectorAll('button, input')) {
    if (control.closest('[inert]')) continue
    // A radio or checkbox is touched through its card.
    const box = (control.closest('label.option') ?? control).getBoundingClientRect()
    if (box.width === 0) continue
    if (box.height < limits.target - 0.5 || box.width < limits.target - 0.5) faults.push(`small: ${text(control)} ${Math.round(box.width)}x${Math.round(box.height)}`)
    if (box.left < -0.5 || box.right > limits.width + 0.5) faults.push(`outside: ${text(control)}`)
    if (box.top < limits.top - 0.5 && !control.closest('.pane')) faults.push(`out of reach: ${text(control)} at ${Math.round(box.top)}`)
  }
  const walker = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement
    if (!parent || !walker.currentNode.textContent?.trim() || parent.closest('.hidden-visually')) continue
    const font = Number.parseFloat(getComputedStyle(parent).fontSize)
    if (font < limits.font) faults.push(`font ${font}: ${text(parent)}`)
  }
  for (const part of frame.querySelectorAll('h1, h2, p, dd, li, button, .content, .actions, .bar')) {
    if (part.closest('.hidden-visually') || getComputedStyle(part).display === 'inline') continue
    if (part.scrollWidth > part.clientWidth + 2) faults.push(`cut off: ${text(part)}`)
  }
  const band = frame.querySelector('.band')
  if (band && band.scrollHeight > band.clientHeight + 2) faults.push('the question is cut off')
  return [...new Set(faults)]
}

import { gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** What the first screen of an entry may weigh, in kilobytes (1000 bytes) after gzip. */
export interface Budget {
  entry: string
  js: number
  css: number
}

const kilobytes = (source: string | Uint8Array) => gzipSync(source).length / 1000

/**
 * Fails the build when an entry with all it imports statically weighs more than its budget. What is imported
 * lazily is not counted: a kiosk does not need it for its first screen.
 */
export function sizeBudget(budgets: Budget[]): Plugin {
  return {
    name: 'onevisit-size-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const budget of budgets) {
        const queue = Object.values(bundle)
          .filter((file) => file.type === 'chunk' && file.isEntry && file.name === budget.entry)
          .map((file) => file.fileName)
        const seen = new Set<string>()
        let js = 0
        let css = 0
        for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
          const file = bundle[name]
          if (seen.has(name) || file === undefined) continue
          seen.add(name)
          if (file.type === 'asset') {
            css += kilobytes(file.source)
            continue
          }
          js += kilobytes(file.code)
          queue.push(...file.imports, ...(file.viteMetadata?.importedCss ?? []))
        }
        const report = `${budget.entry}: ${js.toFixed(1)} of ${budget.js} kB JS, ${css.toFixed(1)} of ${budget.css} kB CSS (gzip)`
        if (js > budget.js || css > budget.css) this.error(`over the size budget: ${report}`)
        this.info(report)
      }
    },
  }
}

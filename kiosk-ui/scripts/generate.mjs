// Generates src/api/<audience>.d.ts from every contract. The files are committed, so that a build needs no generator.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const contracts = fileURLToPath(new URL('../../api/contract/', import.meta.url))
const types = fileURLToPath(new URL('../src/api/', import.meta.url))
const generator = fileURLToPath(new URL('../node_modules/openapi-typescript/bin/cli.js', import.meta.url))

for (const file of readdirSync(contracts).filter((name) => name.endsWith('.yaml'))) {
  const audience = file.replace(/\.yaml$/, '')
  execFileSync(process.execPath, [generator, contracts + file, '--output', `${types}${audience}.d.ts`], { stdio: 'inherit' })
}

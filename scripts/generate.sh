#!/usr/bin/env bash
# Generates the typed servers from the API contracts. Run after changing a contract.
set -euo pipefail
cd "$(dirname "$0")/.."
for audience in kiosk phone staff desk auditor ops provider demo; do
  out="api/internal/gen/${audience}api"
  mkdir -p "$out"
  cat > "/tmp/onevisit-codegen-$$.yaml" <<YAML
package: ${audience}api
generate:
  echo-server: true
  strict-server: true
  models: true
  embedded-spec: true
output-options:
  skip-prune: true # what a stream of events carries is named by no operation
output: ${out}/${audience}api.gen.go
YAML
  go tool -modfile=scripts/tools/go.mod oapi-codegen -config "/tmp/onevisit-codegen-$$.yaml" "api/contract/${audience}.yaml"
  rm -f "/tmp/onevisit-codegen-$$.yaml"
done
gofmt -w api/internal/gen

// Package contract holds the OpenAPI 3.0.3 documents, one an audience. They
// are written first: the typed servers (api/internal/gen), the validation of
// requests and the screens' types are generated from them. Regenerate with
// scripts/generate.sh; a test fails where the generated code is stale.
package contract

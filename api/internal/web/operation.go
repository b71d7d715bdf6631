package web

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"

	"onevisit/api/internal/gate"
)

// Body limits. A contract's JSON is small; one route takes pictures.
const (
	jsonLimit    = 64 << 10
	pictureLimit = 8 << 20
)

// operation is one operation of a contract with everything its middleware
// needs, worked out once at start.
type operation struct {
	name       string // "kiosk.saveStep"
	audience   string
	id         string
	route      routers.Route
	rule       gate.Rule
	pathNames  []string
	queryNames map[string]bool
	takesKey   bool   // wants an Idempotency-Key
	body       string // the media type of the request's body, "" for none
	limit      int64
	answers    []string // media types it may answer with
	unsafe     bool
	streams    bool // answers for as long as somebody listens
}

const (
	jsonType    = "application/json"
	eventStream = "text/event-stream"
)

// operations reads a contract. Every operation must have a rule in the gate,
// so that a forgotten one stops the start instead of standing open.
func operations(audience string, spec *openapi3.T) (map[string]*operation, error) {
	all := map[string]*operation{}
	for path, item := range spec.Paths.Map() {
		for method, op := range item.Operations() {
			id := OperationID(op)
			o := &operation{
				name: audience + "." + id, audience: audience, id: id,
				route:      routers.Route{Spec: spec, Path: path, PathItem: item, Method: method, Operation: op},
				queryNames: map[string]bool{}, limit: jsonLimit, unsafe: method != "GET" && method != "HEAD",
			}
			rule, ok := gate.RuleOf(o.name)
			if !ok {
				return nil, fmt.Errorf("web: %s has no rule in the gate", o.name)
			}
			o.rule = rule
			o.parameters(item.Parameters)
			o.parameters(op.Parameters)
			o.bodies(op)
			all[o.id] = o
		}
	}
	return all, nil
}

func (o *operation) parameters(list openapi3.Parameters) {
	for _, p := range list {
		switch {
		case p.Value.In == openapi3.ParameterInPath:
			o.pathNames = append(o.pathNames, p.Value.Name)
		case p.Value.In == openapi3.ParameterInQuery:
			o.queryNames[p.Value.Name] = true
		case strings.EqualFold(p.Value.Name, keyHeader):
			o.takesKey = true
		}
	}
}

func (o *operation) bodies(op *openapi3.Operation) {
	if op.RequestBody != nil {
		for media := range op.RequestBody.Value.Content {
			o.body = media
		}
		if o.body != jsonType {
			o.limit = pictureLimit
		}
		if largest, ok := op.Extensions["x-largest-body"].(float64); ok { // the contract says why
			o.limit = min(int64(largest), pictureLimit)
		}
	}
	o.answers = []string{jsonType, "application/problem+json"}
	for _, response := range op.Responses.Map() {
		for media := range response.Value.Content {
			o.answers = append(o.answers, media)
			o.streams = o.streams || media == eventStream
		}
	}
}

// OperationID returns an operation's id as the contract's author wrote it: the
// generator's embedded copy has a capital first letter.
func OperationID(op *openapi3.Operation) string {
	return strings.ToLower(op.OperationID[:1]) + op.OperationID[1:]
}

// keyForm is what an Idempotency-Key looks like: 1 to 255 visible characters.
var keyForm = regexp.MustCompile(`^[\x21-\x7e]{1,255}$`)

const keyHeader = "Idempotency-Key"

package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"onevisit/models"
	"onevisit/models/once"
)

// Record makes the hook a use case calls inside its transaction, so that the
// reply to an idempotent request is stored with the change it reports.
//
// respond turns the outcome into what the handler will answer: best the
// generated response object itself (kioskapi.SaveStep200JSONResponse{…}), which
// is rendered with its own status and headers, Set-Cookie and ETag included.
// Any other value is written as JSON with the given status.
func Record[T any](ctx context.Context, keeper once.Keeper, respond func(T) any, status int) func(context.Context, models.Tx, T) error {
	request, ok := once.From(ctx)
	return func(ctx context.Context, tx models.Tx, outcome T) error {
		if !ok || keeper == nil {
			return nil
		}
		reply, err := render(respond(outcome), status)
		if err != nil {
			return fmt.Errorf("web: record %s: %w", request.Operation, err)
		}
		return keeper.Record(ctx, tx, request, reply)
	}
}

// render writes a response the way the generated server will.
func render(response any, status int) (once.Reply, error) {
	w := &recorder{header: http.Header{}, status: status}
	if visit := visitor(response); visit != nil {
		if err := visit(w); err != nil {
			return once.Reply{}, err
		}
	} else {
		w.header.Set("Content-Type", "application/json")
		if err := json.NewEncoder(&w.body).Encode(response); err != nil {
			return once.Reply{}, fmt.Errorf("encode: %w", err)
		}
	}
	header := make(map[string]string, len(w.header))
	for name := range w.header {
		header[name] = w.header.Get(name)
	}
	return once.Reply{Status: w.status, Header: header, Body: w.body.Bytes()}, nil
}

// visitor finds the generated method Visit<Operation>Response. Each operation
// has its own name for it, hence the reflection.
func visitor(response any) func(http.ResponseWriter) error {
	v := reflect.ValueOf(response)
	if !v.IsValid() {
		return nil
	}
	for i := range v.NumMethod() {
		name := v.Type().Method(i).Name
		if !strings.HasPrefix(name, "Visit") || !strings.HasSuffix(name, "Response") {
			continue
		}
		if visit, ok := v.Method(i).Interface().(func(http.ResponseWriter) error); ok {
			return visit
		}
	}
	return nil
}

// recorder keeps what a response writes.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

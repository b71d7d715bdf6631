package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"onevisit/scripts/drive"
)

func transport() *http.Transport {
	return &http.Transport{MaxIdleConns: 512, MaxIdleConnsPerHost: 512, IdleConnTimeout: time.Minute}
}

// floorCallers are n clients of the floor, each with its own application.
func floorCallers(base, variant string, n int, body []byte, run string) []caller {
	client := &http.Client{Transport: transport(), Timeout: 30 * time.Second}
	callers := make([]caller, n)
	for i := range callers {
		name, count := strconv.Itoa(i), 0
		callers[i] = func(ctx context.Context) error {
			count++
			request, err := http.NewRequestWithContext(ctx, http.MethodPut, base+"/"+variant+"/a"+name, bytes.NewReader(body))
			if err != nil {
				return err
			}
			request.Header.Set("X-Device", "d"+name)
			request.Header.Set("X-Session", "s"+name)
			request.Header.Set("Idempotency-Key", variant+run+name+"-"+strconv.Itoa(count))
			_, err = send(client, request)
			return err
		}
	}
	return callers
}

func send(client *http.Client, request *http.Request) (http.Header, error) {
	reply, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	if reply.StatusCode >= http.StatusBadRequest {
		text, _ := io.ReadAll(io.LimitReader(reply.Body, 500))
		return nil, fmt.Errorf("%d %s", reply.StatusCode, text)
	}
	_, err = io.Copy(io.Discard, reply.Body)
	return reply.Header, err
}

// visitor is one kiosk with a person who has an application open.
type visitor struct {
	kiosk *drive.Kiosk
	app   drive.Application
	step  string
	body  []byte
}

// settle enrols n kiosks and brings a person of their own to each, with an
// application open at its first page.
func settle(ctx context.Context, base string, n int) ([]*visitor, error) {
	rt := transport()
	persons, err := drive.NewClient(base, rt).Persons(ctx)
	if err != nil {
		return nil, err
	}
	var visitors []*visitor
	kiosk, err := drive.NewClient(base, rt).Enrol(ctx)
	for _, p := range persons {
		if err != nil || len(visitors) == n {
			break
		}
		v, complaint := seat(ctx, kiosk, p)
		if complaint != nil {
			return nil, complaint
		}
		if v == nil {
			continue // this person shows a refusal
		}
		visitors = append(visitors, v)
		kiosk, err = drive.NewClient(base, rt).Enrol(ctx)
	}
	if err != nil {
		return nil, err
	}
	if len(visitors) < n {
		return nil, fmt.Errorf("only %d of the demo hall's %d persons can open an application, %d are needed", len(visitors), len(persons), n)
	}
	return visitors, nil
}

// errands are what a visitor may have come for: forms first, because a page of
// a form is what a citizen saves most.
func errands() []struct{ document, service string } {
	return []struct{ document, service string }{
		{"id-card", "exit-entry.passport-renewal"},
		{"hkm-permit", "exit-entry.hkm-endorsement"},
		{"id-card", "traffic.camera-violation"},
	}
}

// seat begins a session and opens the first service that lets the person in;
// nil where none does.
func seat(ctx context.Context, kiosk *drive.Kiosk, p drive.Person) (*visitor, error) {
	for _, e := range errands() {
		if !slices.Contains(p.Documents, e.document) {
			continue
		}
		if err := kiosk.Begin(ctx, p.ID, e.document); err != nil {
			var problem *drive.Problem
			if errors.As(err, &problem) && problem.Status != http.StatusInternalServerError {
				continue // a document nobody can use, a register that is silent for this person
			}
			return nil, err
		}
		a, err := kiosk.Open(ctx, e.service)
		if err != nil {
			return nil, err
		}
		if a.Page != nil {
			answers, err := kiosk.Answers(ctx, a, p.ID, nil)
			if err != nil {
				return nil, err
			}
			body, err := json.Marshal(map[string]any{"answers": answers})
			return &visitor{kiosk: kiosk, app: a, step: a.Page.Step, body: body}, err
		}
		if err := kiosk.End(ctx, "finished"); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// save is the visitor's "continue" on the first page, again and again.
func (v *visitor) save(run string) caller {
	count := 0
	path := "/api/kiosk/applications/" + v.app.ID + "/steps/" + v.step
	return func(ctx context.Context) error {
		count++
		etag, err := v.kiosk.Raw(ctx, http.MethodPut, path, run+strconv.Itoa(count), v.app.ETag, v.body)
		if err != nil {
			return err
		}
		if !strings.HasPrefix(etag, `"`) {
			return fmt.Errorf("no ETag: %q", etag)
		}
		v.app.ETag = etag
		return nil
	}
}

package sim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// envelope is how the registers answer: code "1" is yes, everything else no.
type envelope struct {
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
	Rows    string `json:"rownum"`
	Data    any    `json:"data,omitempty"`
}

func found(data any) envelope { return envelope{Code: "1", Rows: "1", Data: data} }
func nothing() envelope       { return envelope{Code: "1", Rows: "0"} }
func no(code string) envelope {
	return envelope{Code: code, Rows: "0", Message: escape("业务校验未通过")}
}
func rows(list []any) envelope {
	return envelope{Code: "1", Rows: count(len(list)), Data: single(list)}
}

// single is the trap of the real platforms: one child arrives as an object,
// several as an array, none not at all.
func single(list []any) any {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return list
}

// escape writes Chinese text as the platforms do.
func escape(s string) string { return url.QueryEscape(s) }

// compact writes a date as YYYYMMDD.
func compact(date string) string { return strings.ReplaceAll(date, "-", "") }

func flag(b bool) string {
	if b {
		return "Y"
	}
	return "N"
}

// answer serves one endpoint: it reads a JSON body into T and writes the reply.
func answer[T any](w *World, mux *http.ServeMux, endpoint, path string, f func(T) envelope) {
	mux.HandleFunc("POST "+path, w.Faults.wrap(endpoint, func(rw http.ResponseWriter, r *http.Request) {
		var in T
		if !read(rw, r, &in) {
			return
		}
		write(rw, http.StatusOK, f(in))
	}))
}

func read(rw http.ResponseWriter, r *http.Request, in any) bool {
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(in); err != nil {
		http.Error(rw, "not JSON", http.StatusBadRequest)
		return false
	}
	return true
}

func write(rw http.ResponseWriter, status int, out any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(out) // a client that left gets nothing
}

// who is what every register is asked by.
type who struct {
	ID     string `json:"sfzh"`
	Permit string `json:"zjhm"`
}

// holder finds a citizen by either number.
func (w *World) holder(q who) *citizen {
	if q.ID != "" {
		return w.people.byNumber[q.ID]
	}
	return w.people.byPermit[q.Permit]
}

// about serves a question about one citizen. An endpoint may be silent for
// somebody: then the reply is empty.
func about(w *World, mux *http.ServeMux, endpoint, path string, f func(*citizen) envelope) {
	mux.HandleFunc("POST "+path, w.Faults.wrap(endpoint, func(rw http.ResponseWriter, r *http.Request) {
		var q who
		if !read(rw, r, &q) {
			return
		}
		c := w.holder(q)
		switch {
		case c == nil:
			write(rw, http.StatusOK, nothing())
		case slices.Contains(c.silent, endpoint):
			rw.WriteHeader(http.StatusOK)
		default:
			write(rw, http.StatusOK, f(c))
		}
	}))
}

package api_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"onevisit/api"
)

// What only a real connection shows.
func TestWire(t *testing.T) {
	server := httptest.NewUnstartedServer(newHall(t).handler)
	api.ServerTimes(server.Config)
	server.Start()
	t.Cleanup(server.Close)

	const cookies = "Cookie: onevisit_device=device-1; onevisit_session=citizen\r\n"
	const change = "X-OneVisit: 1\r\nContent-Type: application/json\r\nIdempotency-Key: k\r\nIf-Match: \"3\"\r\n" + cookies
	rows := []struct {
		name   string
		send   string
		half   bool // close our side after sending
		status int
	}{
		{"a good request", "GET " + appPath + " HTTP/1.1\r\nHost: h\r\n" + cookies + "\r\n", false, 200},
		{"B52 header of 21 KB", "GET " + appPath + " HTTP/1.1\r\nHost: h\r\nX-Long: " + strings.Repeat("a", 21<<10) + "\r\n\r\n", false, 431},
		{"B52 no host", "GET " + appPath + " HTTP/1.1\r\n\r\n", false, 400},
		{"B51 length and chunks", "PUT " + stepPath + " HTTP/1.1\r\nHost: h\r\n" + change + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", false, 400},
		{"B51 broken chunk", "PUT " + stepPath + " HTTP/1.1\r\nHost: h\r\n" + change + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", true, 400},
		{"B51 shorter than its length", "PUT " + stepPath + " HTTP/1.1\r\nHost: h\r\n" + change + "Content-Length: 400\r\n\r\n{\"answers\":", true, 400},
		{"B7 chunks without end", "PUT " + stepPath + " HTTP/1.1\r\nHost: h\r\n" + change + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("8000\r\n"+strings.Repeat("x", 0x8000)+"\r\n", 4), false, 413},
		{"B7 a length of a gigabyte", "PUT " + stepPath + " HTTP/1.1\r\nHost: h\r\n" + change + "Content-Length: 1073741824\r\n\r\n", false, 413},
		{"B39 CONNECT", "CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", false, 404},
		{"not HTTP", "hello\r\n\r\n", true, 400},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
			if _, err := io.WriteString(conn, row.send); err != nil {
				t.Logf("the server stopped reading: %v", err)
			}
			if row.half {
				_ = conn.(*net.TCPConn).CloseWrite()
			}
			reader := bufio.NewReader(conn)
			reply, err := http.ReadResponse(reader, nil)
			if err != nil {
				t.Fatal(err)
			}
			if reply.StatusCode != row.status {
				body, _ := io.ReadAll(reply.Body)
				t.Fatalf("status %d, want %d: %s", reply.StatusCode, row.status, body)
			}
			if row.status == 413 && !reply.Close {
				t.Error("the connection stays open")
			}
			if row.status == 400 && strings.Contains(row.send, "chunked") {
				_, _ = io.Copy(io.Discard, reply.Body)
				if second, err := http.ReadResponse(reader, nil); err == nil {
					t.Errorf("a smuggled request was answered: %s", fmt.Sprint(second.Status))
				}
			}
		})
	}
}

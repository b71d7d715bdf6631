package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server under measurement.
type process struct {
	cmd   *exec.Cmd
	url   string
	ready time.Duration // from exec to the first good /readyz
}

var address = regexp.MustCompile(`kiosk +(http://\S+)/`)

func startProcess(ctx context.Context, logFile string, environ []string, name string, args ...string) (*process, error) {
	log, err := os.Create(filepath.Clean(logFile))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	began := time.Now()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), environ...)
	cmd.Stderr = log
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd}
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			p.url = m[1]
		}
	}
	if p.url == "" {
		return nil, fmt.Errorf("%s did not start, see %s: %w", name, logFile, cmd.Wait())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	for {
		reply, err := http.Get(p.url + "/readyz")
		if err == nil {
			reply.Body.Close()
			if reply.StatusCode == http.StatusOK {
				p.ready = time.Since(began)
				return p, nil
			}
		}
		if time.Since(began) > time.Minute {
			return nil, errors.Join(fmt.Errorf("%s is not ready, see %s", name, logFile), p.stop())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	_ = p.cmd.Wait()
	return nil
}

// memory is the process's resident memory now and at its highest, in MB.
func (p *process) memory() (now, peak float64) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	field := func(name string) float64 {
		for line := range strings.Lines(string(text)) {
			if rest, found := strings.CutPrefix(line, name+":"); found {
				kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
				return kb / 1024
			}
		}
		return 0
	}
	return field("VmRSS"), field("VmHWM")
}

package sim

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// What a payer can do with a code.
const (
	ActPay      = "pay"
	ActRefuse   = "refuse"
	ActSilently = "pay-silently" // paid, and no notice is sent
	ActPayLate  = "pay-late"     // paid although the order was closed: the race every provider has
)

// ErrNotPayable is answered for a code nobody knows or that is no longer payable.
var ErrNotPayable = errors.New("sim: this code cannot be paid")

// schedule is the provider's: 15 s, 15 s, 30 s, 3 min, 10 min, 20 min, three times
// half an hour, an hour; thirty times as fast.
func schedule() []time.Duration {
	const fast = 30
	out := []time.Duration{15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute, 30 * time.Minute, 30 * time.Minute, time.Hour}
	for i := range out {
		out[i] /= fast
	}
	return out
}

func (w *World) mountPay(mux *http.ServeMux) {
	mux.HandleFunc("POST /control/pay", func(rw http.ResponseWriter, r *http.Request) {
		var in struct {
			Code string `json:"code"` // the QR's content or the merchant's order number
			Act  string `json:"act"`
		}
		if !read(rw, r, &in) {
			return
		}
		if err := w.Pay(in.Code, in.Act); err != nil {
			write(rw, http.StatusConflict, problem{"NOT_PAYABLE"})
			return
		}
		rw.WriteHeader(http.StatusNoContent)
	})
}

// Pay does with a code (the QR's content, or our order number) what a citizen's
// phone would do, and sends the notices.
func (w *World) Pay(code, act string) error {
	var notice *noticeBody
	paid := false
	w.state.change(func() {
		o := w.orderOf(code)
		now := w.cfg.Clock.Now()
		if o == nil || (o.State != "PENDING" && (o.State != "CLOSED" || act != ActPayLate)) {
			return
		}
		if o.State == "PENDING" && !now.Before(o.ExpireAt) {
			return
		}
		paid = true
		if act == ActRefuse {
			return
		}
		o.State, o.PaidAt = "PAID", now
		if act != ActSilently {
			notice = w.notice(o, "paid", now)
		}
	})
	if !paid {
		return ErrNotPayable
	}
	if notice != nil {
		w.work.Go(func() { w.send(w.stopping, *notice) })
	}
	return nil
}

func (w *World) orderOf(code string) *order {
	for _, o := range w.state.kept.Orders {
		if o.QR == code || o.No == code {
			return o
		}
	}
	return nil
}

// noticeBody is what the contract calls a PaymentNotice.
type noticeBody struct {
	EventID    string    `json:"eventId"`
	Merchant   string    `json:"merchant"`
	OrderNo    string    `json:"orderNo"`
	ProviderNo string    `json:"providerNo"`
	State      string    `json:"state"`
	AmountFen  int64     `json:"amountFen"`
	At         time.Time `json:"at"`
}

func (w *World) notice(o *order, state string, at time.Time) *noticeBody {
	return &noticeBody{
		EventID: "EV" + o.ProviderNo + state, Merchant: merchant, OrderNo: o.No, ProviderNo: o.ProviderNo,
		State: state, AmountFen: o.Amount, At: at.UTC(),
	}
}

// send delivers a notice until it is taken, as often as the schedule allows.
func (w *World) send(ctx context.Context, n noticeBody) {
	fault := w.Faults.take("payment.notice")
	first := time.Duration(0)
	if fault.Kind == LateCallback || fault.Kind == Delay {
		first = time.Duration(fault.Milliseconds) * time.Millisecond
	}
	for _, pause := range append([]time.Duration{first}, w.cfg.Repeat...) {
		if !rest(ctx, pause) {
			return
		}
		taken := w.deliver(ctx, n, fault.Kind == WrongSignature)
		if taken && fault.Kind == DuplicateCallback {
			for range 4 {
				w.deliver(ctx, n, false)
			}
		}
		if taken {
			return
		}
		fault = w.Faults.take("payment.notice")
	}
}

func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// deliver sends a notice once, freshly signed.
func (w *World) deliver(ctx context.Context, n noticeBody, spoil bool) bool {
	url := w.money.address()
	if url == "" {
		return false
	}
	body, err := json.Marshal(n)
	if err != nil {
		return false // a plain struct: cannot fail
	}
	header, err := w.Sign(body)
	if err != nil {
		return false
	}
	if spoil {
		header.Set("X-Provider-Signature", base64.StdEncoding.EncodeToString(make([]byte, ed25519.SignatureSize)))
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return false
	}
	req.Header = header
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	return res.StatusCode < http.StatusMultipleChoices
}

// Sign makes the headers of a notice with this body.
func (w *World) Sign(body []byte) (http.Header, error) {
	raw := make([]byte, 16)
	if _, err := io.ReadFull(w.cfg.Random, raw); err != nil {
		return nil, fmt.Errorf("sim: nonce: %w", err)
	}
	timestamp, nonce := strconv.FormatInt(w.cfg.Clock.Now().Unix(), 10), hex.EncodeToString(raw)
	text := timestamp + "\n" + nonce + "\n" + string(body) + "\n"
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("X-Provider-Serial", w.PaymentSerial)
	h.Set("X-Provider-Timestamp", timestamp)
	h.Set("X-Provider-Nonce", nonce)
	h.Set("X-Provider-Signature", base64.StdEncoding.EncodeToString(ed25519.Sign(w.state.signing, []byte(text))))
	return h, nil
}

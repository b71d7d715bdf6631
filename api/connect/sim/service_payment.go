package sim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"onevisit/models"
)

// order is an order at the provider.
type order struct {
	No         string    `json:"orderNo"`    // the merchant's
	ProviderNo string    `json:"providerNo"` // ours
	Title      string    `json:"title"`
	Amount     int64     `json:"amountFen"`
	QR         string    `json:"qr"`
	State      string    `json:"state"` // PENDING, PAID, CLOSED, REFUNDED
	ExpireAt   time.Time `json:"expireAt"`
	PaidAt     time.Time `json:"paidAt"`
	EndedAt    time.Time `json:"endedAt"`
	RefundNo   string    `json:"refundNo"`
}

// till is the payment provider.
type till struct {
	world  *World
	mu     sync.Mutex
	notify string
}

func (t *till) notifyAt(url string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.notify = url
}

func (t *till) address() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.notify
}

// orderReply is the provider's word on an order.
type orderReply struct {
	Found      bool       `json:"found"`
	Merchant   string     `json:"merchant,omitempty"`
	OrderNo    string     `json:"orderNo,omitempty"`
	ProviderNo string     `json:"providerNo,omitempty"`
	State      string     `json:"state,omitempty"`
	AmountFen  int64      `json:"amountFen,omitempty"`
	QR         string     `json:"qr,omitempty"`
	At         *time.Time `json:"at,omitempty"`
}

func (w *World) mountPayment(mux *http.ServeMux) {
	t := w.money
	handle := func(endpoint, path string, f func(body []byte) (int, any)) {
		mux.HandleFunc("POST "+path, w.Faults.wrap(endpoint, func(rw http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(io.LimitReader(r.Body, 1<<16))
			if err != nil || !t.knows(r, body) {
				write(rw, http.StatusUnauthorized, map[string]string{"error": "signature"})
				return
			}
			status, reply := f(body)
			write(rw, status, reply)
		}))
	}
	w.Faults.know("payment.notice")
	handle("payment.create", "/v1/orders", t.create)
	handle("payment.query", "/v1/orders/query", t.query)
	handle("payment.close", "/v1/orders/close", t.closeOrder)
	handle("payment.refund", "/v1/refunds", t.refund)
	handle("payment.bill", "/v1/bills", t.bill)
	w.mountPay(mux)
}

// knows checks the merchant's signature, HMAC-SHA256 over the body.
func (t *till) knows(r *http.Request, body []byte) bool {
	given, err := hex.DecodeString(r.Header.Get("X-Merchant-Signature"))
	m := hmac.New(sha256.New, []byte(t.world.MerchantKey))
	m.Write(body)
	return err == nil && hmac.Equal(given, m.Sum(nil))
}

type problem struct {
	Error string `json:"error"`
}

func (t *till) create(body []byte) (int, any) {
	var in struct {
		Merchant  string    `json:"merchant"`
		OrderNo   string    `json:"orderNo"`
		Title     string    `json:"title"`
		AmountFen int64     `json:"amountFen"`
		ExpireAt  time.Time `json:"expireAt"`
	}
	if json.Unmarshal(body, &in) != nil || in.Merchant != merchant || in.OrderNo == "" || in.AmountFen <= 0 {
		return http.StatusUnprocessableEntity, problem{"PARAM_ERROR"}
	}
	status, reply := http.StatusOK, any(nil)
	t.world.state.change(func() {
		o := t.world.state.kept.Orders[in.OrderNo]
		switch {
		case o == nil:
			n := t.world.state.next()
			o = &order{
				No: in.OrderNo, ProviderNo: fmt.Sprintf("4200%012d", n), Title: in.Title, Amount: in.AmountFen, State: "PENDING",
				ExpireAt: in.ExpireAt, QR: fmt.Sprintf("https://pay.example/q/%012d%s", n, checkDigit(fmt.Sprint(n))),
			}
			t.world.state.kept.Orders[in.OrderNo] = o
		case o.Amount != in.AmountFen:
			status, reply = http.StatusConflict, problem{"ORDER_DIFFERS"}
			return
		}
		reply = t.reply(o)
	})
	return status, reply
}

func (t *till) reply(o *order) orderReply {
	paid, ended := o.PaidAt, o.EndedAt // copies: the reply is written after the lock is gone
	r := orderReply{Found: true, Merchant: merchant, OrderNo: o.No, ProviderNo: o.ProviderNo, State: o.State, AmountFen: o.Amount}
	switch o.State {
	case "PENDING":
		r.QR = o.QR
	case "PAID":
		r.At = &paid
	default:
		r.At = &ended
	}
	return r
}

// one reads {orderNo} and answers from what f does to the order, alone.
func (t *till) one(body []byte, f func(o *order) (int, any)) (int, any) {
	var in struct {
		OrderNo string `json:"orderNo"`
	}
	if json.Unmarshal(body, &in) != nil {
		return http.StatusUnprocessableEntity, problem{"PARAM_ERROR"}
	}
	status, reply := http.StatusOK, any(orderReply{})
	t.world.state.change(func() {
		if o := t.world.state.kept.Orders[in.OrderNo]; o != nil {
			status, reply = f(o)
		}
	})
	return status, reply
}

func (t *till) query(body []byte) (int, any) {
	var in struct {
		OrderNo string `json:"orderNo"`
	}
	if json.Unmarshal(body, &in) != nil {
		return http.StatusUnprocessableEntity, problem{"PARAM_ERROR"}
	}
	var reply orderReply
	t.world.state.look(func() {
		if o := t.world.state.kept.Orders[in.OrderNo]; o != nil {
			reply = t.reply(o)
		}
	})
	return http.StatusOK, reply
}

func (t *till) closeOrder(body []byte) (int, any) {
	return t.one(body, func(o *order) (int, any) {
		switch o.State {
		case "PAID", "REFUNDED":
			return http.StatusConflict, problem{"ORDER_PAID"}
		case "PENDING":
			o.State, o.EndedAt = "CLOSED", t.world.cfg.Clock.Now()
		}
		return http.StatusOK, t.reply(o)
	})
}

func (t *till) refund(body []byte) (int, any) {
	var in struct {
		RefundNo  string `json:"refundNo"`
		AmountFen int64  `json:"amountFen"`
	}
	if json.Unmarshal(body, &in) != nil || in.RefundNo == "" {
		return http.StatusUnprocessableEntity, problem{"PARAM_ERROR"}
	}
	return t.one(body, func(o *order) (int, any) {
		switch {
		case o.State == "REFUNDED" && o.RefundNo == in.RefundNo:
		case o.State != "PAID" || o.Amount != in.AmountFen:
			return http.StatusConflict, problem{"REFUND_REFUSED"}
		default:
			o.State, o.RefundNo, o.EndedAt = "REFUNDED", in.RefundNo, t.world.cfg.Clock.Now()
		}
		return http.StatusOK, t.reply(o)
	})
}

type billLine struct {
	OrderNo   string    `json:"orderNo"`
	Kind      string    `json:"kind"` // PAY, REFUND
	AmountFen int64     `json:"amountFen"`
	At        time.Time `json:"at"`
}

func (t *till) bill(body []byte) (int, any) {
	var in struct {
		Day models.Date `json:"day"`
	}
	if json.Unmarshal(body, &in) != nil {
		return http.StatusUnprocessableEntity, problem{"PARAM_ERROR"}
	}
	lines := []billLine{}
	t.world.state.look(func() {
		for _, o := range t.world.state.kept.Orders {
			if !o.PaidAt.IsZero() && models.DateOf(o.PaidAt) == in.Day {
				lines = append(lines, billLine{o.No, "PAY", o.Amount, o.PaidAt})
			}
			if o.State == "REFUNDED" && models.DateOf(o.EndedAt) == in.Day {
				lines = append(lines, billLine{o.No, "REFUND", o.Amount, o.EndedAt})
			}
		}
	})
	return http.StatusOK, map[string]any{"lines": lines}
}

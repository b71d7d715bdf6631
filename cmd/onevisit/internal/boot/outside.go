package boot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"onevisit/api/connect/courier"
	"onevisit/api/connect/notify"
	"onevisit/api/connect/payment"
	"onevisit/api/connect/register"
	"onevisit/api/connect/sim"
	pay "onevisit/models/payment"
)

// outside is the world beyond the hall: the real one, or the simulated.
type outside struct {
	registers *register.Registers
	payment   *payment.Provider
	courier   *courier.Courier
	sms       *notify.SMS
	merchant  string
	keys      pay.Keys
	world     *sim.World // nil outside a demo hall
}

// connect builds the outward clients, and in a demo hall the world they call.
func (h *Hall) connect(ctx context.Context) (*outside, error) {
	if h.cfg.Demo {
		return h.connectDemo(ctx)
	}
	c := h.cfg
	if faults := c.Unfit(); len(faults) > 0 {
		return nil, fmt.Errorf("a hall that is no demo needs the outside world: %s (a demo hall is started with --demo)", strings.Join(faults, ", "))
	}
	o := &outside{merchant: c.PaymentMerchant, keys: pay.Keys{c.PaymentSerial: c.PaymentPublicKey}}
	h.clients(o, register.Config{Key: c.RegistersKey}.At(c.Registers), c.Payment, c.PaymentKey, c.Courier, c.SMS)
	return o, nil
}

func (h *Hall) clients(o *outside, registers register.Config, paymentBase, paymentKey, courierBase, smsBase string) {
	registers.Province, registers.Log = h.cfg.Province(), h.env.Log
	o.registers = register.New(registers)
	o.payment = payment.New(payment.Config{Base: paymentBase, Merchant: o.merchant, Key: paymentKey, Log: h.env.Log})
	o.courier = courier.New(courier.Config{Base: courierBase, Log: h.env.Log})
	o.sms = notify.New(notify.Config{Base: smsBase, Log: h.env.Log})
}

func (h *Hall) connectDemo(ctx context.Context) (*outside, error) {
	memory := memoryFile(filepath.Join(h.cfg.Data, "demo-world", "state"))
	remembered, err := memory.read()
	if err != nil {
		return nil, fmt.Errorf("the demo's outside world: %w", err)
	}
	// Its end belongs to the order of the hall's end, not to the signal.
	world, err := sim.Start(context.WithoutCancel(ctx), sim.Config{
		Seed: h.cfg.Seed, Clock: h.env.Clock, Random: h.env.Random, Log: h.env.Log, Listen: h.cfg.SimListen,
		Remembered: remembered, Notify: h.publicURL() + "/api/provider/payments",
		Remember: func(state []byte) {
			if err := memory.write(state); err != nil {
				h.env.Log.Error("the demo's outside world forgets", "error", err)
			}
		},
	})
	if err != nil {
		return nil, fmt.Errorf("the demo's outside world: %w", err)
	}
	h.onEnd("simulators", func(context.Context) error { return world.Close() })
	o := &outside{merchant: world.Merchant, world: world, keys: pay.Keys{world.PaymentSerial: world.PaymentKey}}
	h.clients(o, register.Config{Population: world.Population, ExitEntry: world.ExitEntry, Traffic: world.Traffic},
		world.Payment, world.MerchantKey, world.Courier, world.SMS)
	return o, nil
}

// publicURL is where the outside reaches this server.
func (h *Hall) publicURL() string {
	if h.cfg.PublicURL != "" {
		return h.cfg.PublicURL
	}
	return h.URL()
}

// memoryFile keeps what the simulated outside world knows. It is not the
// product's data: it is what the registers of a demo hall would have.
type memoryFile string

func (f memoryFile) read() ([]byte, error) {
	state, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, os.MkdirAll(filepath.Dir(string(f)), 0o700)
	}
	return state, err
}

// write replaces the file whole or not at all.
func (f memoryFile) write(state []byte) error {
	fresh, err := os.CreateTemp(filepath.Dir(string(f)), "state-*")
	if err != nil {
		return err
	}
	_, err = fresh.Write(state)
	if err = errors.Join(err, fresh.Close()); err != nil {
		return errors.Join(err, os.Remove(fresh.Name()))
	}
	return os.Rename(fresh.Name(), string(f))
}

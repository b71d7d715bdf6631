package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"gorm.io/gorm"

	"onevisit/models/audit"
	"onevisit/models/once"
	"onevisit/models/store/internal/row"
)

// A line collects small independent writes that arrive while a commit is under
// way and puts them into the next one together: group commit in the
// application. The cost of a durable write is its commit, so a crowd shares it.
//
//   - An empty line adds no wait: the first item is written at once, alone.
//   - Each item keeps its own condition and its own outcome. An item whose
//     condition fails is reported by the writer and harms nobody; when the whole
//     batch fails, its items are written again one by one, so that only the one
//     at fault gets the error.
//   - Nobody is answered before the commit.
//
// Money and decisions do not stand in a line; they commit alone.
type line[T any] struct {
	db    *DB
	name  string
	lanes int // commits under way at once
	limit int // items in one commit
	// write does the batch's statements and returns one outcome an item: nil, or
	// why this item was left out. Its error fails the batch.
	write func(g *gorm.DB, batch []T) (outcomes []error, err error)

	mu      sync.Mutex
	waiting []*place[T]
	busy    int
}

type place[T any] struct {
	item T
	done chan error
}

// lineTimeout bounds one commit. It does not hang on the first caller's
// context, whose neighbours would otherwise die with it.
const lineTimeout = 8 * time.Second

// do stands in the line and returns after the commit. When ctx ends first the
// outcome is unknown to the caller: the write may still happen. The write knows
// nothing of ctx: it is the batch's, and whatever one caller's context carries
// would be said of its neighbours.
func (l *line[T]) do(ctx context.Context, item T) error {
	p := &place[T]{item: item, done: make(chan error, 1)}
	l.mu.Lock()
	l.waiting = append(l.waiting, p)
	if l.busy < l.lanes {
		l.busy++
		go l.drain(context.Background()) //nolint:gosec // not one caller's context, see above
	}
	l.mu.Unlock()
	select {
	case err := <-p.done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("store: %s: outcome unknown: %w", l.name, ctx.Err())
	}
}

// drain commits batch after batch until nobody waits.
func (l *line[T]) drain(ctx context.Context) {
	for batch := l.next(); len(batch) > 0; batch = l.next() {
		l.commit(ctx, batch)
	}
}

// next takes the items that wait, and gives the lane up when there are none.
func (l *line[T]) next() []*place[T] {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := min(len(l.waiting), l.limit)
	batch := l.waiting[:n:n]
	l.waiting = l.waiting[n:]
	if n == 0 {
		l.waiting = nil
		l.busy--
	}
	return batch
}

func (l *line[T]) commit(ctx context.Context, batch []*place[T]) {
	outcomes, err := l.try(ctx, batch)
	if err != nil && len(batch) > 1 {
		for _, p := range batch {
			l.commit(ctx, []*place[T]{p})
		}
		return
	}
	for i, p := range batch {
		if err != nil {
			p.done <- translate(l.name, err)
		} else {
			p.done <- outcomes[i]
		}
	}
}

func (l *line[T]) try(ctx context.Context, batch []*place[T]) (outcomes []error, err error) {
	ctx, cancel := context.WithTimeout(ctx, lineTimeout)
	defer cancel()
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("store: %s: panic: %v", l.name, fault)
		}
	}()
	items := make([]T, len(batch))
	for i, p := range batch {
		items[i] = p.item
	}
	for try := range attempts {
		err = l.db.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
			outcomes, err = l.write(g, items)
			return err
		})
		if err == nil || !retryable(err) {
			break
		}
		if waited := pause(ctx, try); waited != nil {
			return nil, errors.Join(err, waited)
		}
	}
	return outcomes, err
}

// record writes what every change leaves beside its own rows: an audit entry, and
// the reply of a request that came with a key, one statement a table.
func record[T any](
	g *gorm.DB, log *Audit, replies *Once, items []T, of func(T) (audit.Entry, *once.Request, once.Reply),
) error {
	if len(items) == 0 {
		return nil
	}
	entries := make([]audit.Entry, len(items))
	var fresh []row.OnceReply
	for i, item := range items {
		entry, request, reply := of(item)
		entries[i] = entry
		if request == nil {
			continue
		}
		sealed, err := replies.row(*request, reply)
		if err != nil {
			return err
		}
		fresh = append(fresh, sealed)
	}
	if err := log.appendAll(g, entries); err != nil {
		return err
	}
	return replies.put(g, fresh)
}

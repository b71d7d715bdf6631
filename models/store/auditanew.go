package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/store/internal/row"
	"onevisit/models/translog"
)

// ErrStillSequenced is returned while a server works on the log.
var ErrStillSequenced = errors.New("store: a server is still working on this database's audit log; stop all of them first")

// BeginAnew makes the new key the log's and keeps the statement of it. The head
// has to be the one the statement was made from, and nobody may hold its lease.
func (l *AuditLog) BeginAnew(ctx context.Context, tx models.Tx, was translog.Head, b translog.Break, now time.Time) error {
	if was.LeaseUntil.After(now) {
		return ErrStillSequenced
	}
	g := in(ctx, tx)
	err := changed("begin the log anew", g.Model(&row.AuditHead{}).
		Where("id = ? AND version = ? AND verifier = ? AND lease_until <= ?", headID, was.Version, b.Old, millis(now)).
		Updates(map[string]any{"verifier": b.New, "version": was.Version + 1, "holder": "", "lease_until": 0, "alarm": "", "alarm_at": 0}))
	if err != nil {
		return err
	}
	kept := row.AuditBreak{Number: len(was.Statements) + 1, Size: b.Size, BegunAt: millis(b.At), Statement: string(b.Statement)}
	return translate("keep statement", g.Create(&kept).Error)
}

// statements returns those of the times the log was begun anew, oldest first.
func statements(g *gorm.DB) ([][]byte, error) {
	var texts []string
	if err := g.Model(&row.AuditBreak{}).Order("number").Pluck("statement", &texts).Error; err != nil {
		return nil, translate("read statements", err)
	}
	list := make([][]byte, len(texts))
	for i, text := range texts {
		list[i] = []byte(text)
	}
	return list, nil
}

// freshKeyFile holds the key of a log that is being begun anew.
const freshKeyFile = logKeyFile + ".new"

// FreshLogKey returns the key that is being made for beginning anew, and makes
// it where there is none: whoever was interrupted goes on with the same one.
func FreshLogKey(folder, site string, random io.Reader) (*translog.Key, error) {
	text, err := readSecret(filepath.Join(folder, freshKeyFile))
	if err == nil {
		return translog.ParseKey(string(text))
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key, err := translog.NewKey(random, site)
	if err != nil {
		return nil, err
	}
	return key, writeWhole(folder, freshKeyFile, []byte(key.Text()+"\n"), false)
}

// TakeFreshKey puts the new key in the place of the old, which is destroyed:
// nobody can sign by it any more. The first checkpoint becomes the anchor.
func TakeFreshKey(folder string, first []byte) error {
	if err := NewLogAnchor(folder).Keep(first); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(folder, freshKeyFile), filepath.Join(folder, logKeyFile)); err != nil {
		return err //nolint:wrapcheck // names both files
	}
	return syncFolder(folder)
}

package store

import (
	"context"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/pii"
	"onevisit/models/store/internal/row"
)

// Keys keeps the wrapped data keys.
type Keys struct{ db *DB }

// NewKeys returns the repository of wrapped keys.
func NewKeys(db *DB) *Keys { return &Keys{db} }

// Load implements pii.Keys.
func (k *Keys) Load(ctx context.Context) ([]pii.WrappedKey, error) {
	var rows []row.PIIKey
	if err := k.db.reader(ctx).Order("id").Find(&rows).Error; err != nil {
		return nil, translate("load keys", err)
	}
	keys := make([]pii.WrappedKey, len(rows))
	for i, r := range rows {
		keys[i] = pii.WrappedKey{ID: r.ID, Sealed: r.Sealed, MadeAt: instant(r.MadeAt)}
	}
	return keys, nil
}

// Add implements pii.Keys. It commits by itself: a key has to stand before
// anything is sealed with it.
func (k *Keys) Add(ctx context.Context, key pii.WrappedKey) error {
	return k.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
		r := row.PIIKey{ID: key.ID, Sealed: key.Sealed, MadeAt: millis(key.MadeAt)}
		return translate("add key", in(ctx, tx).Create(&r).Error)
	})
}

// Marks keeps facts about the installation, e.g. which demo hall was seeded.
type Marks struct{ db *DB }

// NewMarks returns the repository of marks.
func NewMarks(db *DB) *Marks { return &Marks{db} }

// Get returns a mark's value, "" where it was never put.
func (m *Marks) Get(ctx context.Context, name string) (string, error) {
	var rows []row.Mark
	if err := m.db.reader(ctx).Where("name = ?", name).Find(&rows).Error; err != nil {
		return "", translate("get mark", err)
	}
	if len(rows) == 0 {
		return "", nil
	}
	return rows[0].Value, nil
}

// Put sets a mark.
func (m *Marks) Put(ctx context.Context, tx models.Tx, name, value string) error {
	return upsert(in(ctx, tx), "put mark", &row.Mark{Name: name, Value: value},
		map[string]any{"value": value}, "name = ?", name)
}

// upsert changes the row a key finds, or creates it. It is for rows whose
// whole content is replaced; the transaction is undone when two create at once.
func upsert(g *gorm.DB, op string, fresh any, columns map[string]any, key string, args ...any) error {
	result := g.Model(fresh).Where(key, args...).Updates(columns)
	if result.Error != nil || result.RowsAffected > 0 {
		return translate(op, result.Error)
	}
	return translate(op, g.Create(fresh).Error)
}

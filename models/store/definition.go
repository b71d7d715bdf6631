package store

import (
	"context"

	"gorm.io/gorm/clause"

	"onevisit/models"
	"onevisit/models/audit"
	"onevisit/models/catalog"
	"onevisit/models/publication"
	"onevisit/models/store/internal/row"
)

// Definitions keeps every version of every service definition that was ever in
// force, under the hash of its content, so that an application can be carried
// on in the version it began with by a binary that no longer delivers it. A
// version is added and never changed.
type Definitions struct {
	db    *DB
	clock models.Clock
	log   audit.Log
}

// NewDefinitions returns the keeper of definitions.
func NewDefinitions(db *DB, clock models.Clock, log audit.Log) *Definitions {
	return &Definitions{db, clock, log}
}

// KeptDefinition is a version as it was read.
type KeptDefinition struct {
	Hash   string
	Path   string
	Source []byte
}

// Keep adds the versions that are not kept yet. It may run in several processes
// at once.
func (d *Definitions) Keep(ctx context.Context, current []*catalog.Definition) error {
	known, err := d.hashes(ctx)
	if err != nil {
		return err
	}
	for _, x := range current {
		if known[x.Hash] {
			continue
		}
		err := d.db.Atomically(ctx, func(ctx context.Context, tx models.Tx) error {
			r := row.Definition{Hash: x.Hash, Service: x.Service, Path: x.Path, Source: x.Source, KeptAt: millis(d.clock.Now())}
			if err := in(ctx, tx).Create(&r).Error; err != nil {
				return err
			}
			return d.log.Append(ctx, tx, audit.Entry{
				Action: audit.DefinitionPublished, Actor: models.Actor{Kind: models.ActorSystem},
				Subjects: []audit.Ref{{Kind: "service", ID: x.Service}}, Notes: map[string]string{"hash": x.Hash},
			})
		})
		if err != nil && !isDuplicate(err) {
			return translate("keep definition", err)
		}
	}
	return nil
}

func (d *Definitions) hashes(ctx context.Context) (map[string]bool, error) {
	var list []string
	if err := d.db.reader(ctx).Model(&row.Definition{}).Pluck("hash", &list).Error; err != nil {
		return nil, translate("list definitions", err)
	}
	known := make(map[string]bool, len(list))
	for _, h := range list {
		known[h] = true
	}
	return known, nil
}

// Others reads the kept versions that are not among the current ones.
func (d *Definitions) Others(ctx context.Context, current []*catalog.Definition) ([]KeptDefinition, error) {
	hashes := make([]string, 0, len(current))
	for _, x := range current {
		hashes = append(hashes, x.Hash)
	}
	g := d.db.reader(ctx)
	if len(hashes) > 0 {
		g = g.Where("hash NOT IN ?", hashes)
	}
	var rows []row.Definition
	if err := g.Order("kept_at, hash").Find(&rows).Error; err != nil {
		return nil, translate("read definitions", err)
	}
	kept := make([]KeptDefinition, len(rows))
	for i, r := range rows {
		kept[i] = KeptDefinition{Hash: r.Hash, Path: r.Path, Source: r.Source}
	}
	return kept, nil
}

// Shelve implements publication.Shelf.
func (d *Definitions) Shelve(ctx context.Context, tx models.Tx, v publication.Version) error {
	r := row.Definition{Hash: v.Hash, Service: v.Service, Path: v.Path, Source: v.Source, KeptAt: millis(v.KeptAt)}
	return translate("keep definition", in(ctx, tx).Clauses(clause.OnConflict{DoNothing: true}).Create(&r).Error)
}

// Version implements publication.Shelf.
func (d *Definitions) Version(ctx context.Context, hash string) (publication.Version, error) {
	var r row.Definition
	err := d.db.reader(ctx).Where("hash = ?", hash).Take(&r).Error
	return versionOf(r), translate("read definition", err)
}

// Versions implements publication.Shelf.
func (d *Definitions) Versions(ctx context.Context, service string) ([]publication.Version, error) {
	var rows []row.Definition
	err := d.db.reader(ctx).Omit("source").Where("service = ?", service).Order("kept_at DESC, hash").Find(&rows).Error
	list := make([]publication.Version, len(rows))
	for i, r := range rows {
		list[i] = versionOf(r)
	}
	return list, translate("list definitions", err)
}

func versionOf(r row.Definition) publication.Version {
	return publication.Version{Hash: r.Hash, Service: r.Service, Path: r.Path, Source: r.Source, KeptAt: instant(r.KeptAt)}
}

package store

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
	"gorm.io/gorm"

	"onevisit/models/store/internal/row"
	"onevisit/models/translog"
)

// tilesAtOnce is how far the reading of tiles goes ahead.
const tilesAtOnce = 32

// Tiles implements translog.Archive.
func (l *AuditLog) Tiles(ctx context.Context, h translog.Head) translog.Tiles {
	return &tiles{ctx: ctx, pool: l.pool, head: h, ahead: map[int64][]byte{}, upper: map[tileAt][]byte{}}
}

// tiles reads tiles for one caller; when they are asked for one after the other
// it reads ahead.
type tiles struct {
	ctx   context.Context //nolint:containedctx // lives as long as the call it is made for
	pool  func(context.Context) *gorm.DB
	head  translog.Head
	last  int64 // of level 0
	ahead map[int64][]byte
	upper map[tileAt][]byte // the tiles above, which are asked for again and again
}

// tileAt names a tile.
type tileAt struct {
	level  int
	number int64
}

const uppersKept = 256

// ReadTile implements translog.Tiles.
func (t *tiles) ReadTile(level int, number int64, width int) ([]byte, error) {
	const full = 1 << translog.TileHeight
	var hashes []byte
	var err error
	if (number+1)*full <= t.head.Size>>(translog.TileHeight*level) {
		hashes, err = t.stored(level, number)
	} else if number == t.head.Size>>(translog.TileHeight*(level+1)) {
		hashes, err = translog.EdgeTile(t.head, level)
	}
	if err != nil {
		return nil, err
	}
	if len(hashes) < width*tlog.HashSize {
		return nil, fmt.Errorf("store: tile %d of level %d has %d bytes", number, level, len(hashes))
	}
	return hashes[:width*tlog.HashSize], nil
}

func (t *tiles) stored(level int, number int64) ([]byte, error) {
	if level == 0 {
		if hashes, ok := t.ahead[number]; ok {
			t.last = number
			return hashes, nil
		}
	}
	if hashes, ok := t.upper[tileAt{level, number}]; ok {
		return hashes, nil
	}
	count := int64(1)
	if level == 0 && (number == t.last+1 || number == 0) {
		count = tilesAtOnce
	}
	var rows []row.AuditTile
	err := t.pool(t.ctx).Where("tile_level = ? AND tile_number BETWEEN ? AND ?", level, number, number+count-1).Find(&rows).Error
	if err != nil {
		return nil, translate("read tiles", err)
	}
	if level == 0 {
		t.last = number
		clear(t.ahead)
	}
	var hashes []byte
	for _, r := range rows {
		if r.TileNumber == number {
			hashes = r.Hashes
		}
		if level == 0 {
			t.ahead[r.TileNumber] = r.Hashes
		}
	}
	if len(hashes) != tlog.HashSize<<translog.TileHeight {
		return nil, fmt.Errorf("store: tile %d of level %d is not whole", number, level)
	}
	if level > 0 && len(t.upper) < uppersKept {
		t.upper[tileAt{level, number}] = hashes
	}
	return hashes, nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"

	"onevisit/models/store/internal/row"
	"onevisit/models/translog"
)

// NewAuditSignal returns the signal that leads the watch to what was changed
// behind the product's back.
//
// On SQLite every change of ours is made on the one writing connection, and the
// engine counts on it the commits of all others (PRAGMA data_version). Another
// program's commit, be it only of `onevisit staff add`, makes everything suspect.
// A change of the file's bytes past the engine does not count, a file put in its
// place does.
//
// On MariaDB the database sums up a checksum of every row by blocks, which costs
// it about a microsecond an entry and sends next to nothing, and a block whose
// sum is not what it was is suspect. CRC-32 finds what anybody changes; somebody
// who computes his change so that the sum stays is found when the entry's turn
// comes.
func NewAuditSignal(db *DB) translog.Signal {
	if db.dialect == SQLite {
		return &commitSignal{db: db}
	}
	return &blockSignal{log: NewAuditArchive(db), atLeast: blockPlaces}
}

// commitSignal notices commits of others.
type commitSignal struct {
	db      *DB
	file    fs.FileInfo
	conn    any   // the writing connection: what is counted is counted on it
	version int64 // that it had
	asked   bool
}

// Suspects implements translog.Signal.
func (s *commitSignal) Suspects(ctx context.Context, until int64) ([]translog.Span, error) {
	file, err := os.Stat(s.db.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err != nil || s.file != nil && !os.SameFile(s.file, file) {
		return nil, translog.ErrReplaced
	}
	s.file = file
	conn, version, err := s.counted(ctx)
	if err != nil {
		return nil, translate("ask for the commits of others", err)
	}
	if s.asked && conn == s.conn && version == s.version {
		return nil, nil
	}
	s.conn, s.version, s.asked = conn, version, true
	return []translog.Span{{From: 0, Until: until}}, nil
}

// counted returns the writing connection and the version it has of the database.
func (s *commitSignal) counted(ctx context.Context) (conn any, version int64, err error) {
	raw, err := s.db.write.DB()
	if err != nil {
		return nil, 0, err
	}
	c, err := raw.Conn(ctx)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = c.Close() }()
	if err := c.Raw(func(driver any) error { conn = driver; return nil }); err != nil {
		return nil, 0, err
	}
	err = c.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version)
	return conn, version, err
}

// blockPlaces is how many places make a block, at least: it ends with a batch.
const blockPlaces = 8192

// blockSignal compares the sums of blocks.
type blockSignal struct {
	log     *AuditLog
	atLeast int64 // places of a block
	blocks  []block
	last    row.AuditBatch // the last batch of the blocks
}

// block is a run of places and the numbers around them.
type block struct {
	places    translog.Span
	low, high int64 // numbers above low up to high
	sum       string
}

// Suspects implements translog.Signal. Sums are taken before whoever asked
// compares: what is changed in between changes the sum of the next time.
func (s *blockSignal) Suspects(ctx context.Context, until int64) ([]translog.Span, error) {
	if err := s.extend(ctx, until); err != nil {
		return nil, err
	}
	raw, err := s.log.pool(ctx).DB()
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	sums := make([]string, len(s.blocks))
	var spans []translog.Span
	for i, b := range s.blocks {
		if sums[i], err = b.count(ctx, raw); err != nil {
			return nil, err
		}
		if sums[i] != b.sum {
			spans = append(spans, b.places)
		}
	}
	for i := range s.blocks {
		s.blocks[i].sum = sums[i]
	}
	// What is too little for a block yet.
	if from := s.last.FirstIndex + int64(s.last.Size); from < until {
		spans = append(spans, translog.Span{From: from, Until: until})
	}
	return spans, nil
}

// extend makes blocks of the batches that came.
func (s *blockSignal) extend(ctx context.Context, until int64) error {
	from := s.last.FirstIndex + int64(s.last.Size)
	var batches []row.AuditBatch
	err := s.log.pool(ctx).Select("first_index", "size", "high_seq").Where("first_index >= ? AND first_index + size <= ?", from, until).
		Order("first_index").Find(&batches).Error
	if err != nil {
		return translate("read batches", err)
	}
	for _, b := range batches {
		if b.FirstIndex+int64(b.Size)-from < s.atLeast {
			continue
		}
		low := s.last.HighSeq
		if len(s.blocks) == 0 {
			low = math.MinInt64
		}
		s.blocks = append(s.blocks, block{places: translog.Span{From: from, Until: b.FirstIndex + int64(b.Size)}, low: low, high: b.HighSeq})
		s.last, from = b, b.FirstIndex+int64(b.Size)
	}
	return nil
}

// sumsSQL adds up everything of a block.
const sumsSQL = `SELECT CONCAT_WS('/',
	(SELECT CONCAT(COUNT(*), '.', COALESCE(SUM(CRC32(` + joinedSQL + `)), 0)) FROM audit_entry WHERE seq > ? AND seq <= ?),
	(SELECT CONCAT(COUNT(*), '.', COALESCE(SUM(CRC32(CONCAT_WS('/', first_index, size, low_seq, high_seq, sequenced_at, seqs, commitments))), 0)) FROM audit_batch WHERE first_index >= ? AND first_index < ?),
	(SELECT CONCAT(COUNT(*), '.', COALESCE(SUM(CRC32(CONCAT_WS('/', first_index, salts))), 0)) FROM audit_salt WHERE first_index >= ? AND first_index < ?),
	(SELECT CONCAT(COUNT(*), '.', COALESCE(SUM(CRC32(CONCAT_WS('/', size, signed_at, note))), 0)) FROM audit_checkpoint WHERE size > ? AND size <= ?),
	(SELECT CONCAT(COUNT(*), '.', COALESCE(SUM(CRC32(CONCAT_WS('/', tile_level, tile_number, hashes))), 0)) FROM audit_tile WHERE
		tile_level = 0 AND tile_number BETWEEN ? AND ? OR tile_level = 1 AND tile_number BETWEEN ? AND ? OR
		tile_level = 2 AND tile_number BETWEEN ? AND ? OR tile_level = 3 AND tile_number BETWEEN ? AND ?))`

// count asks for the block's sum. A tile belongs to the block of its first place.
func (b block) count(ctx context.Context, raw *sql.DB) (sum string, err error) {
	from, until := b.places.From, b.places.Until
	args := []any{b.low, b.high, from, until, from, until, from, until}
	for level := range 4 {
		width := int64(1) << (translog.TileHeight * (level + 1))
		args = append(args, (from+width-1)/width, (until-1)/width)
	}
	err = raw.QueryRowContext(ctx, sumsSQL, args...).Scan(&sum)
	return sum, translate("sum up a block", err)
}

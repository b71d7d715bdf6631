package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"onevisit/models"
	"onevisit/models/pii"
)

const columnContent = "attachment.content"

// Attachment is a picture of an application.
type Attachment struct {
	ID          models.ID
	Application models.ID
	Field       string
	MediaType   string
	Width       int
	Height      int
	Size        int64  // of the picture, before sealing
	SHA256      string // of the picture, before sealing
	Session     models.ID
	CreatedAt   time.Time
	Content     []byte // sealed
}

// Store keeps attachments.
type Store interface {
	AddAttachment(ctx context.Context, tx models.Tx, a Attachment) error
	// Attachment reads one with its content; models.ErrNotFound.
	Attachment(ctx context.Context, application, id models.ID) (Attachment, error)
	// Attachments lists an application's, without content, oldest first.
	Attachments(ctx context.Context, application models.ID) ([]Attachment, error)
	// Weigh counts an application's files and bytes in the transaction.
	Weigh(ctx context.Context, tx models.Tx, application models.ID) (files int, bytes int64, err error)
	// MarkSeen notes that an evidence picture was shown; twice is once.
	MarkSeen(ctx context.Context, tx models.Tx, application models.ID, image string, at time.Time) error
	// Seen lists the evidence pictures that were shown.
	Seen(ctx context.Context, application models.ID) ([]string, error)
}

// Archive seals attachments and opens them again.
type Archive struct {
	store Store
	vault pii.Vault
	clock models.Clock
	ids   *models.IDs
}

// NewArchive makes an archive.
func NewArchive(store Store, vault pii.Vault, clock models.Clock, ids *models.IDs) *Archive {
	return &Archive{store: store, vault: vault, clock: clock, ids: ids}
}

// Seal makes an attachment of a picture, ready for Keep.
func (a *Archive) Seal(application models.ID, field string, session models.ID, p Picture) (Attachment, error) {
	sum := sha256.Sum256(p.Content)
	at := Attachment{
		ID: a.ids.New(), Application: application, Field: field, MediaType: p.MediaType, Width: p.Width, Height: p.Height,
		Size: int64(len(p.Content)), SHA256: hex.EncodeToString(sum[:]), Session: session, CreatedAt: a.clock.Now(),
	}
	var err error
	if at.Content, err = a.vault.Seal(at.ID, columnContent, p.Content); err != nil {
		return Attachment{}, fmt.Errorf("document: seal: %w", err)
	}
	return at, nil
}

// Keep stores an attachment within the limits of its application. The caller
// holds the application, so that two cannot pass the limit at once.
func (a *Archive) Keep(ctx context.Context, tx models.Tx, at Attachment) error {
	files, bytes, err := a.store.Weigh(ctx, tx, at.Application)
	if err != nil {
		return err
	}
	if files >= MaxFiles || bytes+at.Size > MaxTotalBytes {
		return ErrFileLimit
	}
	return a.store.AddAttachment(ctx, tx, at)
}

// Open returns an attachment with its content in the clear.
func (a *Archive) Open(ctx context.Context, application, id models.ID) (Attachment, error) {
	at, err := a.store.Attachment(ctx, application, id)
	if err != nil {
		return Attachment{}, err
	}
	if at.Content, err = a.vault.Open(at.ID, columnContent, at.Content); err != nil {
		return Attachment{}, fmt.Errorf("document: open: %w", err)
	}
	return at, nil
}

// List lists an application's attachments without their content.
func (a *Archive) List(ctx context.Context, application models.ID) ([]Attachment, error) {
	return a.store.Attachments(ctx, application)
}

// MarkSeen notes that an evidence picture was shown.
func (a *Archive) MarkSeen(ctx context.Context, tx models.Tx, application models.ID, image string) error {
	return a.store.MarkSeen(ctx, tx, application, image, a.clock.Now())
}

// Seen lists the evidence pictures that were shown.
func (a *Archive) Seen(ctx context.Context, application models.ID) ([]string, error) {
	return a.store.Seen(ctx, application)
}

package store

import (
	"context"
	"errors"
	"time"

	"onevisit/models"
	"onevisit/models/document"
	"onevisit/models/store/internal/row"
)

// Documents keeps attachments and which evidence was shown. It implements the
// port of models/document.
type Documents struct{ db *DB }

// NewDocuments returns the repository of documents.
func NewDocuments(db *DB) *Documents { return &Documents{db} }

// AddAttachment implements document.Store.
func (s *Documents) AddAttachment(ctx context.Context, tx models.Tx, a document.Attachment) error {
	r := row.Attachment{
		ID: string(a.ID), ApplicationID: string(a.Application), Field: a.Field, MediaType: a.MediaType,
		Width: a.Width, Height: a.Height, Size: a.Size, SHA256: a.SHA256, SessionID: string(a.Session),
		CreatedAt: millis(a.CreatedAt), Content: present(a.Content),
	}
	return translate("add attachment", in(ctx, tx).Create(&r).Error)
}

// Attachment implements document.Store.
func (s *Documents) Attachment(ctx context.Context, application, id models.ID) (document.Attachment, error) {
	var r row.Attachment
	err := s.db.reader(ctx).Where("id = ? AND application_id = ?", string(id), string(application)).Take(&r).Error
	if err != nil {
		return document.Attachment{}, translate("read attachment", err)
	}
	return fromAttachmentRow(r), nil
}

// Attachments implements document.Store.
func (s *Documents) Attachments(ctx context.Context, application models.ID) ([]document.Attachment, error) {
	var rows []row.Attachment
	err := s.db.reader(ctx).
		Select("id", "application_id", "field", "media_type", "width", "height", "size", "sha256", "session_id", "created_at").
		Where("application_id = ?", string(application)).Order("created_at, id").Find(&rows).Error
	list := make([]document.Attachment, len(rows))
	for i, r := range rows {
		list[i] = fromAttachmentRow(r)
	}
	return list, translate("list attachments", err)
}

func fromAttachmentRow(r row.Attachment) document.Attachment {
	return document.Attachment{
		ID: models.ID(r.ID), Application: models.ID(r.ApplicationID), Field: r.Field, MediaType: r.MediaType,
		Width: r.Width, Height: r.Height, Size: r.Size, SHA256: r.SHA256, Session: models.ID(r.SessionID),
		CreatedAt: instant(r.CreatedAt), Content: r.Content,
	}
}

// Weigh implements document.Store.
func (s *Documents) Weigh(ctx context.Context, tx models.Tx, application models.ID) (files int, bytes int64, err error) {
	var sum struct {
		Files int
		Bytes int64
	}
	err = in(ctx, tx).Model(&row.Attachment{}).Select("COUNT(*) AS files, COALESCE(SUM(size), 0) AS bytes").
		Where("application_id = ?", string(application)).Scan(&sum).Error
	return sum.Files, sum.Bytes, translate("weigh attachments", err)
}

// MarkSeen implements document.Store.
func (s *Documents) MarkSeen(ctx context.Context, tx models.Tx, application models.ID, image string, at time.Time) error {
	g := in(ctx, tx)
	var n int64
	err := g.Model(&row.EvidenceSeen{}).Where("application_id = ? AND image = ?", string(application), image).Count(&n).Error
	if err != nil || n > 0 {
		return translate("find seen evidence", err)
	}
	r := row.EvidenceSeen{ApplicationID: string(application), Image: image, SeenAt: millis(at)}
	err = translate("mark evidence seen", g.Create(&r).Error)
	if errors.Is(err, models.ErrDuplicate) {
		return nil
	}
	return err
}

// Seen implements document.Store.
func (s *Documents) Seen(ctx context.Context, application models.ID) ([]string, error) {
	var images []string
	err := s.db.reader(ctx).Model(&row.EvidenceSeen{}).Where("application_id = ?", string(application)).
		Order("image").Pluck("image", &images).Error
	return images, translate("seen evidence", err)
}

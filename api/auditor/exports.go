package auditor

import (
	"context"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/auditorapi"
	"onevisit/api/internal/web"
	"onevisit/models"
	"onevisit/models/export"
)

// Exports makes files; *export.Exports is it.
type Exports interface {
	Make(ctx context.Context, actor models.Actor, o export.Order) (export.File, error)
}

// CreateExport makes a file and sends it. It was made whole before the first byte
// goes out.
func (h *Handlers) CreateExport(ctx context.Context, r auditorapi.CreateExportRequestObject) (auditorapi.CreateExportResponseObject, error) {
	b := r.Body
	file, err := h.exports.Make(ctx, gate.Actor(ctx), export.Order{
		Format: export.Format(b.Format), Figure: b.Figure, From: day(b.From), To: day(b.To), Service: orZero(b.Service),
		Category: orZero(b.Category), Site: orZero(b.Site), Region: orZero(b.Region), Channel: string(orZero(b.Channel)),
		Device: orZero(b.Device), Language: orZero(b.Language), Aid: string(orZero(b.Aid)), Age: string(orZero(b.Age)),
		Bucket: orZero(b.Bucket), AsOf: orZero(b.AsOf), Reader: web.Language(ctx),
	})
	if err != nil {
		return nil, err
	}
	return auditorapi.CreateExport200ApplicationoctetStreamResponse{
		Body: file.Content, ContentLength: file.Size,
		Headers: auditorapi.CreateExport200ResponseHeaders{
			ContentDisposition: `attachment; filename="` + file.Name + `"`,
			XContentSHA256:     file.SHA256, XLogEntries: file.Entries, XRows: file.Rows,
		},
	}, nil
}

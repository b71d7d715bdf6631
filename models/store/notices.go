package store

import (
	"context"

	"onevisit/models/completion"
)

// Notices implements completion.NoticeReader.
func (r *Completion) Notices(ctx context.Context, s completion.Scope) ([]completion.NoticeTally, error) {
	c := endedMatters(s)
	var tallies []completion.NoticeTally
	err := r.db.reports(ctx).Raw(`SELECT m.service, m.site, CASE WHEN n.requests > 1 THEN 2 ELSE 1 END AS requests, COUNT(*) AS count
		FROM matter m JOIN application a ON a.matter_id = m.id
		JOIN (SELECT application_id, COUNT(*) AS requests FROM correction_request WHERE state <> 'withdrawn' GROUP BY application_id) n
			ON n.application_id = a.id`+c.where()+` GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, c.args...).Scan(&tallies).Error
	return tallies, translate("count correction requests", err)
}

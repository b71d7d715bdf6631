package store

import (
	"context"
	"strings"

	"onevisit/models"
	"onevisit/models/casework"
	"onevisit/models/visit"
)

// mostServices is how many matters one presence is thought to serve at most.
const mostServices = 20

// PastVisits is what casework.Story reads of a person's presences: newest first,
// with the services each was about and how it stood for the matter.
func (s *Casework) PastVisits(ctx context.Context, person, matter models.ID, limit int) ([]casework.PastVisit, error) {
	var rows []struct {
		ID, LocalDate, Site, NameZh, NameEn string
		MatterID, Service, Ending, Cause    string
	}
	err := s.db.reader(ctx).Raw(`SELECT v.id, v.local_date, v.site, COALESCE(s.name_zh, '') AS name_zh, COALESCE(s.name_en, '') AS name_en,
			COALESCE(p.matter_id, '') AS matter_id, COALESCE(m.service, '') AS service, COALESCE(p.ending, '') AS ending, COALESCE(p.cause, '') AS cause
		FROM visit v LEFT JOIN site s ON s.code = v.site
			LEFT JOIN matter_visit p ON p.visit_id = v.id LEFT JOIN matter m ON m.id = p.matter_id
		WHERE v.person_id = ? ORDER BY v.started_at DESC, v.id, p.matter_id LIMIT ?`, string(person), limit*mostServices).Scan(&rows).Error
	if err != nil {
		return nil, translate("read visits", err)
	}
	var visits []casework.PastVisit
	last := ""
	for _, r := range rows {
		if r.ID != last {
			if len(visits) == limit {
				break
			}
			last = r.ID
			name := models.Texts{"zh-CN": r.NameZh, "en": r.NameEn}
			if r.NameZh == "" {
				name = models.Texts{"zh-CN": r.Site, "en": r.Site}
			}
			visits = append(visits, casework.PastVisit{On: models.Date(r.LocalDate), Site: name})
		}
		v := &visits[len(visits)-1]
		if r.Service != "" {
			v.Services = append(v.Services, r.Service)
		}
		if r.MatterID == string(matter) {
			kind, _, _ := strings.Cut(r.Ending, ":")
			v.Ending, v.Cause = visit.EndingKind(kind), visit.Cause(r.Cause)
		}
	}
	return visits, nil
}

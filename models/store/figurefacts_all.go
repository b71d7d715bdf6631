package store

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"onevisit/models"
	"onevisit/models/figures"
)

func cmpText(a, b string) int { return strings.Compare(a, b) }

// idTable is where the IDs of a kind of subjects come from. Walks are looked for
// session by session: their IDs begin with the session's.
func idTable(kind figures.Kind) (table, id string) {
	switch kind {
	case figures.Matter:
		return "matter", "id"
	case figures.Session, figures.Walk:
		return "citizen_session", "id"
	case figures.Order:
		return "payment_order", "id"
	case figures.DeviceDay:
		return "device_day", "device_id"
	}
	return "", ""
}

// afterAll sorts behind every service, so that an ID made of it stands for the
// end of a session's walks.
const afterAll = "~"

// All implements figures.Source.
func (f *FigureFacts) All(ctx context.Context, tx models.Tx, kind figures.Kind, after, last string, limit int) ([]figures.Contribution, string, error) {
	g := in(ctx, tx)
	if kind == figures.DeviceDay {
		return allDays(g, after, last, limit)
	}
	ids, err := idsOf(g, kind, after, last, limit)
	if err != nil || len(ids) == 0 {
		return nil, "", err
	}
	var out []figures.Contribution
	if kind == figures.Matter {
		out, err = matterContributions(g, span{first: ids[0], last: ids[len(ids)-1]})
	} else {
		for part := range chunks(ids) {
			var some []figures.Contribution
			if some, err = f.some(g, kind, part); err != nil {
				break
			}
			out = append(out, some...)
		}
	}
	next := ""
	if len(ids) == limit {
		next = ids[len(ids)-1]
		if kind == figures.Walk {
			next = figures.WalkID(models.ID(next), afterAll)
		}
	}
	return out, next, err
}

func chunks(ids []string) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		for from := 0; from < len(ids); from += factsAtOnce {
			if !yield(ids[from:min(from+factsAtOnce, len(ids))]) {
				return
			}
		}
	}
}

// idsOf lists IDs after one and up to the last. Of walks these are the IDs of
// their sessions: a bound without a service stands before all walks of its session.
func idsOf(g *gorm.DB, kind figures.Kind, after, last string, limit int) ([]string, error) {
	table, id := idTable(kind)
	from, to := ">", "<="
	if kind == figures.Walk {
		if session, service := figures.SplitID(after); service == "" {
			from = ">="
		} else {
			after = string(session)
		}
		if session, service := figures.SplitID(last); service == "" {
			to = "<"
		} else {
			last = string(session)
		}
	}
	sql, args := "SELECT "+id+" FROM "+table+" WHERE "+id+" "+from+" ?", []any{after}
	if last != "" {
		sql, args = sql+" AND "+id+" "+to+" ?", append(args, last)
	}
	var ids []string
	err := g.Raw(sql+" ORDER BY "+id+" LIMIT ?", append(args, limit)...).Scan(&ids).Error
	return ids, translate("list subjects", err)
}

// allDays pages through devices' days in order of device and date, which is that
// of their IDs.
func allDays(g *gorm.DB, after, last string, limit int) ([]figures.Contribution, string, error) {
	device, day := figures.SplitID(after)
	sql, args := "SELECT device_id, on_date FROM device_day WHERE (device_id > ? OR device_id = ? AND on_date > ?)", []any{device, device, day}
	if last != "" {
		d, on := figures.SplitID(last)
		sql, args = sql+" AND (device_id < ? OR device_id = ? AND on_date <= ?)", append(args, d, d, on)
	}
	var rows []struct{ DeviceID, OnDate string }
	if err := g.Raw(sql+" ORDER BY device_id, on_date LIMIT ?", append(args, limit)...).Scan(&rows).Error; err != nil {
		return nil, "", translate("list devices' days", err)
	}
	var out []figures.Contribution
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = figures.DayID(models.ID(r.DeviceID), models.Date(r.OnDate))
	}
	for part := range chunks(ids) {
		some, err := dayContributions(g, part)
		if err != nil {
			return nil, "", err
		}
		out = append(out, some...)
	}
	if len(ids) < limit {
		return out, "", nil
	}
	return out, ids[len(ids)-1], nil
}

// Cut implements figures.Source: one pass over the index of IDs. What is few is
// not cut.
func (f *FigureFacts) Cut(ctx context.Context, tx models.Tx, kind figures.Kind, parts int) ([]string, error) {
	if parts < 2 || kind == figures.DeviceDay {
		return nil, nil
	}
	g := in(ctx, tx)
	table, id := idTable(kind)
	var n int
	if err := g.Raw("SELECT COUNT(*) FROM " + table).Scan(&n).Error; err != nil {
		return nil, translate("count subjects", err)
	}
	step := n / parts
	if step < factsAtOnce {
		return nil, nil
	}
	var cuts []string
	last := ""
	for range parts - 1 {
		var next []string
		err := g.Raw("SELECT "+id+" FROM "+table+" WHERE "+id+" > ? ORDER BY "+id+" LIMIT 1 OFFSET ?", last, step-1).Scan(&next).Error
		if err != nil || len(next) == 0 {
			return cuts, translate("cut subjects", err)
		}
		last = next[0]
		cuts = append(cuts, last)
	}
	return cuts, nil
}

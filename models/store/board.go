package store

import (
	"context"
	"time"

	"onevisit/models"
	"onevisit/models/casework"
)

// Overdue implements casework.List: the oldest deadlines first.
func (s *Casework) Overdue(ctx context.Context, site string, today models.Date, limit int) ([]casework.Case, error) {
	return s.cases(ctx, "list overdue", `SELECT q.* FROM queued_case q WHERE q.site = ? AND q.state = ? AND q.deadline <> '' AND q.deadline < ?
		ORDER BY q.deadline, q.submitted_at, q.application_id LIMIT ?`, site, casework.StateWaiting, today, limit)
}

// Load implements casework.BoardFigures.
func (s *Casework) Load(ctx context.Context, site string, today models.Date) ([]casework.ServiceLoad, error) {
	var rows []struct {
		Service                             string
		Waiting, Overdue, DueToday, Stopped int
		Oldest                              int64
	}
	err := s.db.reader(ctx).Raw(`SELECT q.service,
		SUM(CASE WHEN q.state = 'waiting' THEN 1 ELSE 0 END) AS waiting,
		SUM(CASE WHEN q.state = 'waiting' AND q.deadline <> '' AND q.deadline < ? THEN 1 ELSE 0 END) AS overdue,
		SUM(CASE WHEN q.state = 'waiting' AND q.deadline = ? THEN 1 ELSE 0 END) AS due_today,
		SUM(CASE WHEN q.state = 'correction' THEN 1 ELSE 0 END) AS stopped,
		COALESCE(MIN(CASE WHEN q.state = 'waiting' THEN q.submitted_at END), 0) AS oldest
		FROM queued_case q WHERE q.site = ? AND q.state IN ('waiting', 'correction') GROUP BY q.service`,
		today, today, site).Scan(&rows).Error
	loads := make([]casework.ServiceLoad, len(rows))
	for i, r := range rows {
		loads[i] = casework.ServiceLoad{
			Service: r.Service, Waiting: r.Waiting, Overdue: r.Overdue, DueToday: r.DueToday, Stopped: r.Stopped, OldestAt: instant(r.Oldest),
		}
	}
	return loads, translate("read load", err)
}

// Paces implements casework.BoardFigures. The claim is the clerk's last entry of
// the record before the decision.
func (s *Casework) Paces(ctx context.Context, site string, since time.Time) ([]casework.Pace, error) {
	var rows []struct {
		StaffID, Service, State string
		Took                    int64
	}
	err := s.db.reader(ctx).Raw(`SELECT d.staff_id, d.service, d.state, COALESCE(d.decided_at - MAX(e.at), 0) AS took FROM decision d
		LEFT JOIN audit_subject s ON s.kind = 'application' AND s.subject_id = d.application_id
		LEFT JOIN audit_entry e ON e.seq = s.audit_seq AND e.action IN ('case.claimed', 'case.taken_over')
			AND e.actor_id = d.staff_id AND e.at <= d.decided_at
		WHERE d.site = ? AND d.id >= ? AND d.decided_at >= ?
		GROUP BY d.id, d.staff_id, d.service, d.state, d.decided_at`, site, models.FirstID(since), millis(since)).Scan(&rows).Error
	paces := make([]casework.Pace, len(rows))
	for i, r := range rows {
		paces[i] = casework.Pace{
			Clerk: models.ID(r.StaffID), Service: r.Service, Undone: r.State == string(casework.Undone), Took: time.Duration(r.Took) * time.Millisecond,
		}
	}
	return paces, translate("read decisions", err)
}

// Kept implements casework.BoardFigures: of each ended case the last decision
// that counts.
func (s *Casework) Kept(ctx context.Context, site string, since time.Time) ([]casework.Ended, error) {
	const toChina, day = 8 * 60 * 60 * 1000, 24 * 60 * 60 * 1000 // milliseconds
	var rows []struct {
		Service, PromisedDate string
		DayStart              int64
		N                     int
	}
	err := s.db.reader(ctx).Raw(`SELECT x.service, x.promised_date, x.at - ((x.at + ?) % ?) AS day_start, COUNT(*) AS n FROM (
			SELECT q.service AS service, q.promised_date AS promised_date, MAX(d.decided_at) AS at
			FROM decision d JOIN queued_case q ON q.application_id = d.application_id
			WHERE d.site = ? AND d.id >= ? AND d.state = 'final' AND q.state = 'decided' AND d.round_no = q.round_no
			GROUP BY q.application_id, q.service, q.promised_date
		) x WHERE x.at >= ? GROUP BY x.service, x.promised_date, day_start`,
		toChina, day, site, models.FirstID(since), millis(since)).Scan(&rows).Error
	ended := make([]casework.Ended, len(rows))
	for i, r := range rows {
		ended[i] = casework.Ended{
			Service: r.Service, Promised: models.Date(r.PromisedDate), On: models.DateOf(instant(r.DayStart)), N: r.N,
		}
	}
	return ended, translate("read ended cases", err)
}

// Looks implements casework.BoardFigures.
func (s *Casework) Looks(ctx context.Context, site string, since time.Time) (casework.SecondLooks, error) {
	var looks casework.SecondLooks
	err := s.db.reader(ctx).Raw(`SELECT
		COALESCE(SUM(CASE WHEN stage = 'second' AND state IN ('final', 'overturned') THEN 1 ELSE 0 END), 0) AS looks,
		COALESCE(SUM(CASE WHEN stage = 'second' AND state = 'final' AND outcome = 'approve' THEN 1 ELSE 0 END), 0) AS agreed,
		COALESCE(SUM(CASE WHEN stage = 'first' AND state = 'overturned' THEN 1 ELSE 0 END), 0) AS overturned
		FROM decision WHERE site = ? AND id >= ? AND decided_at >= ?`, site, models.FirstID(since), millis(since)).Scan(&looks).Error
	return looks, translate("read second looks", err)
}

// Overturned implements casework.BoardFigures.
func (s *Casework) Overturned(ctx context.Context, site string, since time.Time) (map[models.ID]int, error) {
	var rows []struct {
		StaffID string
		N       int
	}
	err := s.db.reader(ctx).Raw(`SELECT staff_id, COUNT(*) AS n FROM decision
		WHERE site = ? AND id >= ? AND decided_at >= ? AND stage = 'first' AND state = 'overturned' GROUP BY staff_id`,
		site, models.FirstID(since), millis(since)).Scan(&rows).Error
	counts := make(map[models.ID]int, len(rows))
	for _, r := range rows {
		counts[models.ID(r.StaffID)] = r.N
	}
	return counts, translate("read overturned decisions", err)
}

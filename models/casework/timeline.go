package casework

import (
	"context"
	"errors"
	"fmt"

	"onevisit/models"
	"onevisit/models/audit"
)

// timelineLength is how many entries of the record the desk shows.
const timelineLength = 200

// timeline is the record about the application, without the views of it.
func (d *Desk) timeline(ctx context.Context, id models.ID) ([]Moment, error) {
	about := audit.Ref{Kind: "application", ID: string(id)}
	records, err := d.Record.About(ctx, about, models.Page{Limit: timelineLength})
	if err != nil {
		return nil, fmt.Errorf("casework: read record: %w", err)
	}
	names := map[models.ID]models.Texts{}
	moments := make([]Moment, 0, len(records))
	for _, r := range records {
		if r.Action == audit.CaseSeen || r.Action == audit.StepSaved {
			continue
		}
		by, err := d.byName(ctx, r.Actor, names)
		if err != nil {
			return nil, err
		}
		moments = append(moments, Moment{At: r.At, Text: r.Action.Describe(), By: by})
	}
	return moments, nil
}

func (d *Desk) byName(ctx context.Context, actor models.Actor, names map[models.ID]models.Texts) (models.Texts, error) {
	switch actor.Kind {
	case models.ActorCitizen:
		return texts("申请人", "Applicant"), nil
	case models.ActorDevice:
		return texts("自助机", "Kiosk"), nil
	case models.ActorStaff:
	default:
		return texts("系统", "System"), nil
	}
	if by, ok := names[actor.ID]; ok {
		return by, nil
	}
	clerk, err := d.Clerks.ByID(ctx, actor.ID)
	if errors.Is(err, models.ErrNotFound) {
		return texts("工作人员", "Staff"), nil
	}
	if err != nil {
		return nil, fmt.Errorf("casework: read clerk: %w", err)
	}
	names[actor.ID] = texts(clerk.Name, clerk.Name)
	return names[actor.ID], nil
}

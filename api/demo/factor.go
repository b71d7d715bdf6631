package demo

import (
	"context"
	"time"

	"onevisit/api/internal/gen/demoapi"
	"onevisit/models/staff"
)

// DemoCode shows what the demo staff's device shows.
func (s *Server) DemoCode(context.Context, demoapi.DemoCodeRequestObject) (demoapi.DemoCodeResponseObject, error) {
	now := s.Clock.Now()
	code, err := staff.CodeAt(staff.DemoSecret, now)
	if err != nil {
		return nil, err
	}
	next, err := staff.CodeAt(staff.DemoSecret, now.Add(staff.CodeTime))
	if err != nil {
		return nil, err
	}
	period := int64(staff.CodeTime / time.Second)
	left := int(period - now.Unix()%period)
	return demoapi.DemoCode200JSONResponse{Secret: staff.DemoSecret, Code: code, NextCode: next, SecondsLeft: left}, nil
}

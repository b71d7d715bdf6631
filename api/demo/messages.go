package demo

import (
	"context"
	"slices"

	"onevisit/api/internal/gen/demoapi"
)

// ListMessages shows what the citizens' phones got last: the demo hall has no
// phones, and a correction's link has to be opened somehow.
func (s *Server) ListMessages(ctx context.Context, _ demoapi.ListMessagesRequestObject) (demoapi.ListMessagesResponseObject, error) {
	list, err := s.Simulators.Messages(ctx)
	if err != nil {
		return nil, errSimulators.Because(err)
	}
	var out demoapi.Messages
	out.Messages = slices.Grow(out.Messages, len(list)+1)[:len(list)]
	for i, m := range list {
		out.Messages[i].At, out.Messages[i].Text, out.Messages[i].To = m.At, m.Text, m.To
	}
	return demoapi.ListMessages200JSONResponse(out), nil
}

package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"onevisit/api/internal/gate"
	"onevisit/api/internal/gen/deskapi"
	"onevisit/models"
	"onevisit/models/casework"
)

// How a stream of events is kept.
const (
	heartbeat   = 15 * time.Second // a comment, so that nobody between takes the silence for an end
	stillSigned = 5 * time.Second  // how often the session is looked at
	countsPause = time.Second      // counts are read once for many events
	writeTime   = 10 * time.Second // for one event to go out
)

// GetEvents opens the live view of the clerk's hall.
func (h *Handlers) GetEvents(ctx context.Context, _ deskapi.GetEventsRequestObject) (deskapi.GetEventsResponseObject, error) {
	actor := gate.Actor(ctx)
	stream, err := h.d.Feed.Listen(ctx, actor)
	if err != nil {
		return nil, err
	}
	return &eventStream{ctx: ctx, h: h, actor: actor, token: gate.Token(ctx, gate.StaffCookie), stream: stream}, nil
}

// eventStream writes server-sent events until the reader leaves, the session or
// the server ends. It holds no database connection and no lock while it waits.
type eventStream struct {
	ctx    context.Context //nolint:containedctx // the response outlives the handler's call, and ends with its request
	h      *Handlers
	actor  models.Actor
	token  string
	stream *casework.Stream
	out    http.ResponseWriter
	last   deskapi.Counts
	told   bool
}

// VisitGetEventsResponse implements the generated response.
func (s *eventStream) VisitGetEventsResponse(w http.ResponseWriter) error {
	defer s.stream.Close()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	s.out = w
	if err := s.counts(); err != nil {
		return nil //nolint:nilerr // the stream is cut: the screen opens another
	}
	s.run()
	return nil
}

func (s *eventStream) run() {
	beat, endBeat := s.h.d.Ticks(heartbeat)
	defer endBeat()
	signed, endSigned := s.h.d.Ticks(stillSigned)
	defer endSigned()
	counting, endCounting := s.h.d.Ticks(countsPause)
	defer endCounting()
	stale := false
	for {
		var err error
		select {
		case <-s.ctx.Done():
			return
		case e, open := <-s.stream.Events:
			if !open {
				return
			}
			stale = stale || e.Change != casework.Looked
			err = s.tell(e)
		case <-counting:
			if stale {
				stale, err = false, s.counts()
			}
		case <-beat:
			err = s.write(": \n\n")
		case <-signed:
			var lives bool
			if lives, err = s.h.d.Sessions.Lives(s.ctx, s.token); err == nil && !lives {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// errBehind ends a stream that lost events.
var errBehind = errors.New("desk: the reader fell behind")

func (s *eventStream) tell(e casework.Event) error {
	switch e.Change {
	case casework.Looked:
		return s.event("presence", presenceOf(e.Case, s.h.d.Feed.Onlookers(e.Case, s.actor.ID)))
	case casework.LaneChanged: // the counts say it
		return nil
	case casework.ReadAgain: // the screen opens another stream, and reads the queue when it is open
		return errBehind
	default:
		return s.event("case", deskapi.CaseEvent{
			CaseId: string(e.Case), Change: deskapi.CaseEventChange(e.Change), ClaimedBy: orNil(e.Holder),
		})
	}
}

// counts tells the numbers above the queue where they changed.
func (s *eventStream) counts() error {
	queue, err := s.h.d.Work.Counts(s.ctx, s.actor)
	if err != nil {
		return err
	}
	lane, err := s.h.inLane(s.ctx, s.actor.Site)
	if err != nil {
		return err
	}
	counts := countsOf(queue, lane)
	if s.told && counts == s.last {
		return nil
	}
	s.last, s.told = counts, true
	return s.event("counts", counts)
}

func (s *eventStream) event(name string, data any) error {
	text, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("desk: event: %w", err)
	}
	return s.write("event: " + name + "\ndata: " + string(text) + "\n\n")
}

// write sends text at once. The server's limit for a whole response is moved on
// with each write: a reader who takes nothing for writeTime is cut off.
func (s *eventStream) write(text string) error {
	control := http.NewResponseController(s.out)
	_ = control.SetWriteDeadline(s.h.d.Clock.Now().Add(writeTime)) // a writer without deadlines has none to move
	if _, err := s.out.Write([]byte(text)); err != nil {
		return fmt.Errorf("desk: stream: %w", err)
	}
	if err := control.Flush(); err != nil {
		return fmt.Errorf("desk: stream: %w", err)
	}
	return nil
}

// ReportPresence notes that the caller has a case on the screen.
func (h *Handlers) ReportPresence(ctx context.Context, r deskapi.ReportPresenceRequestObject) (deskapi.ReportPresenceResponseObject, error) {
	others, err := h.d.Work.Look(ctx, gate.Actor(ctx), models.ID(r.CaseId), casework.Doing(r.Body.Doing))
	if err != nil {
		return nil, err
	}
	return deskapi.ReportPresence200JSONResponse(presenceOf(models.ID(r.CaseId), others)), nil
}

func presenceOf(id models.ID, others []casework.Onlooker) deskapi.Presence {
	p := deskapi.Presence{CaseId: string(id), Others: make([]deskapi.Onlooker, len(others))}
	for i, o := range others {
		p.Others[i] = deskapi.Onlooker{Name: o.Name, Doing: deskapi.OnlookerDoingViewing}
		if o.Deciding {
			p.Others[i].Doing = deskapi.OnlookerDoingDeciding
		}
	}
	return p
}

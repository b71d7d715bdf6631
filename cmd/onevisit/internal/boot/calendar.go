package boot

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"onevisit/cmd/onevisit/internal/config"
	"onevisit/models"
	"onevisit/models/calendar"
)

// holidayFile is where an operator puts a year's table of holidays that came out
// after this program did, in the form of models/calendar/holidays.txt. A file of
// that name among the reference data replaces the program's table instead.
const holidayFile = "holidays.txt"

// lookAhead is how far the tables have to reach for every promised date to be
// counted.
const lookAhead = 45

func openCalendar(cfg config.Config) (*calendar.Calendar, error) {
	data, err := OpenReference(cfg)
	if err != nil {
		return nil, err
	}
	tables := bytes.NewReader(data.Holidays())
	path := filepath.Join(cfg.Data, holidayFile)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return calendar.Read(tables)
	}
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	defer file.Close()
	c, err := calendar.Read(io.MultiReader(tables, strings.NewReader("\n"), file))
	if err != nil {
		return nil, fmt.Errorf("calendar: %s after the tables in the program: %w", path, err)
	}
	return c, nil
}

func examineCalendar(cfg config.Config, env Environment) Finding {
	f := Finding{Subject: "calendar"}
	c, err := openCalendar(cfg)
	if err != nil {
		f.Detail, f.Advice = err.Error(), "mend "+filepath.Join(cfg.Data, holidayFile)
		return f
	}
	until := models.DateOf(env.Clock.Now()).AddDays(lookAhead)
	if _, err := c.IsWorking(until); err != nil {
		f.OK = true // the hall serves; it only promises no date
		f.Detail = fmt.Sprintf("no table of holidays for %s: cases due then carry no promised date", until[:4])
		f.Advice = "put the State Council's table into " + filepath.Join(cfg.Data, holidayFile)
		return f
	}
	f.OK, f.Detail = true, "holidays are known until "+string(until)
	return f
}

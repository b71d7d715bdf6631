package boot

import "runtime/debug"

// Version is the commit this binary was built from, where the tool chain
// recorded one.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "development"
}

//go:build unix

package boot

import (
	"fmt"
	"syscall"
)

// freePart is the part of the file system that is free to this user, 0 to 1.
func freePart(folder string) (float64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, fmt.Errorf("disk of %s: %w", folder, err)
	}
	if s.Blocks == 0 {
		return 1, nil
	}
	return float64(s.Bavail) / float64(s.Blocks), nil
}

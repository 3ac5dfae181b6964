package view

import (
	"os"
	"slices"
	"time"
)

// stamps say how files were at a time: other ones of the same files mean that what was read
// of them is not what is there now.
type stamps []stamp

type stamp struct {
	size int64
	time time.Time
	gone bool
}

// stampsOf returns how files are now.
func stampsOf(names []string) (list stamps) {
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			list = append(list, stamp{gone: true})
			continue
		}
		list = append(list, stamp{size: info.Size(), time: info.ModTime()})
	}
	return list
}

// differ reports whether the files have changed.
func (s stamps) differ(now stamps) bool {
	return !slices.EqualFunc(s, now, func(a, b stamp) bool {
		return a.size == b.size && a.gone == b.gone && a.time.Equal(b.time)
	})
}

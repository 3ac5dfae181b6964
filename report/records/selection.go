package records

import (
	"path"
	"slices"
	"strings"
	"time"

	"netsniff/report/store"
)

// Files returns the files of some kinds in a store that may have records within a span, in the
// order of their days; those that a merged file replaces are left out.
func Files(s store.Store, wanted []Kind, within Span) (names []string, err error) {
	listed := map[string][]string{} // by directory
	for _, k := range wanted {
		for info, err := range s.List(k.String()) {
			if err != nil {
				return nil, err
			}
			_, day, _, ok := PlaceOf(info.Name)
			if !ok || !overlaps(day, within) {
				continue
			}
			dir := path.Dir(info.Name)
			listed[dir] = append(listed[dir], info.Name)
		}
	}
	for _, list := range listed {
		old, err := supersededIn(s, list)
		if err != nil {
			return nil, err
		}
		for _, name := range list {
			if !old[path.Base(name)] {
				names = append(names, name)
			}
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return strings.Compare(dated(a), dated(b))
	})
	return names, nil
}

// dated puts the day of a name in front.
func dated(name string) string {
	_, day, _, _ := PlaceOf(name)
	return day + name
}

// overlaps reports whether a day, as names have it, has moments of a span.
func overlaps(day string, within Span) bool {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return false
	}
	return nanoseconds(at) < within.Until && nanoseconds(at.AddDate(0, 0, 1)) > within.Since || within == Always
}

package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"netsniff/report/collect"
)

// accessLink reads --link and --hit, 0 each if they are not given.
func (s *statsCmd) accessLink(asks []collect.Ask) (bits, hits float64, err error) {
	if s.link == "" && s.hit == "" {
		return 0, 0, nil
	}
	if !slices.ContainsFunc(asks, func(a collect.Ask) bool { return a.Name == "cache" }) {
		return 0, 0, errors.New("--link and --hit are for the table cache: netsniff stats cache --link 1.54M")
	}
	if s.link != "" {
		if bits, err = parseRate(s.link); err != nil {
			return 0, 0, fmt.Errorf("--link %s: %w", s.link, err)
		}
	}
	if s.hit != "" {
		number, percent := strings.CutSuffix(s.hit, "%")
		hits, err = strconv.ParseFloat(number, 64)
		if percent {
			hits /= 100
		}
		if err != nil || !(hits > 0 && hits <= 1) {
			return 0, 0, fmt.Errorf("--hit %s: a share of the requests is needed, such as 0.4 or 40%%", s.hit)
		}
	}
	return bits, hits, nil
}

// parseRate reads bits a second: "1.54M", "100k", "1G", "1540000", with "bit/s" or "bps"
// behind if one likes.
func parseRate(text string) (float64, error) {
	const usage = "bits a second are needed, such as 1.54M"
	number := strings.ToLower(strings.TrimSpace(text))
	for _, unit := range [...]string{"bit/s", "bps", "b/s"} {
		number = strings.TrimSpace(strings.TrimSuffix(number, unit))
	}
	scale := 1.0
	if n := len(number); n > 0 {
		for i, prefix := range "kmgt" {
			if number[n-1] == byte(prefix) {
				for range i + 1 {
					scale *= 1000
				}
				number = number[:n-1]
				break
			}
		}
	}
	x, err := strconv.ParseFloat(number, 64)
	if err != nil || !(x > 0) || x*scale > 1e15 {
		return 0, errors.New(usage)
	}
	return x * scale, nil
}

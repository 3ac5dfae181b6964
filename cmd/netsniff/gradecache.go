package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"netsniff/report/grade/cache"
)

// cacheFlags say where what was read of captures is kept.
type cacheFlags struct {
	cacheDir string
	noCache  bool
}

func (x *cacheFlags) declareCache(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&x.cacheDir, "cache", "",
		"keep what is read of captures in `DIR`, so that the next run is faster; it may be removed at any time (default netsniff/grade in the user's cache folder)")
	f.BoolVar(&x.noCache, "no-cache", false, "read all captures anew, and keep nothing of them")
	c.MarkFlagsMutuallyExclusive("cache", "no-cache")
}

// openCache opens the cache, nil if there is none. That the usual folder cannot be had,
// as where there is no home, is no fault.
func (x *cacheFlags) openCache() (*cache.Store, error) {
	if x.noCache {
		return nil, nil
	}
	if x.cacheDir == "" {
		dir, err := cache.Default()
		if err != nil {
			return nil, nil
		}
		s, err := cache.Open(dir, programIdentity())
		if err != nil {
			return nil, nil
		}
		return s, nil
	}
	s, err := cache.Open(x.cacheDir, programIdentity())
	if err != nil {
		return nil, fmt.Errorf("--cache: %w", err)
	}
	return s, nil
}

// programIdentity names this build of the program: what another one read may differ.
func programIdentity() string {
	b := readBuild()
	id := fmt.Sprintln(number, b.golang, b.commit, b.modified)
	if name, err := os.Executable(); err == nil {
		if st, err := os.Stat(name); err == nil {
			id += fmt.Sprintln(st.Size(), st.ModTime().UnixNano())
		}
	}
	return id
}

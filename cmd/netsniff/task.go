package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"netsniff/capture/gather"
)

// task is what the queue of captures has: a capture to be read.
type task struct {
	Files []string `json:"files"` // in order, as whoever works finds them
}

// capturesQueue is the name of the queue of captures.
const capturesQueue = "captures"

// taskOf makes the task of a capture. Its id is that of the files as they are now: one that has
// changed is another one.
func (o *options) taskOf(c gather.Capture) (id string, body []byte, err error) {
	var t task
	sum := sha256.New()
	for _, name := range c.Files {
		if isObject(name) {
			info, err := o.objectInfo(name)
			if err != nil {
				return "", nil, err
			}
			t.Files = append(t.Files, name)
			fmt.Fprintf(sum, "%q %d %d\n", name, info.Size, info.Modified.UnixNano())
			continue
		}
		at, err := filepath.Abs(name)
		if err != nil {
			return "", nil, err
		}
		info, err := os.Stat(at)
		if err != nil {
			return "", nil, err
		}
		t.Files = append(t.Files, at)
		fmt.Fprintf(sum, "%q %d %d\n", at, info.Size(), info.ModTime().UnixNano())
	}
	body, err = json.Marshal(t)
	return hex.EncodeToString(sum.Sum(nil)[:16]), body, err
}

// parseTask reads a task.
func parseTask(body []byte) (gather.Capture, error) {
	var t task
	if err := json.Unmarshal(body, &t); err != nil || len(t.Files) == 0 {
		return gather.Capture{}, fmt.Errorf("no task of netsniff, but %.60q", body)
	}
	c := gather.Capture{Name: t.Files[0], Files: t.Files}
	if n := len(t.Files); n > 1 {
		c.Name += " to " + filepath.Base(t.Files[n-1])
	}
	return c, nil
}

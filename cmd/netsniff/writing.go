package main

import (
	"errors"
	"fmt"
	"strings"

	"netsniff/capture/file"
)

// writing reads the flags that say how -w writes.
func (o *options) writing() error {
	format, ok := file.ParseFormat(o.fileFormat)
	if !ok {
		return fmt.Errorf("-F %s: cannot be written; one of %s", o.fileFormat, strings.Join(file.Formats(), ", "))
	}
	for _, c := range o.ring {
		if err := o.rotate.set(c, false); err != nil {
			return fmt.Errorf("-b %s: %w", c, err)
		}
	}
	switch {
	case len(o.ring) > 0 && (o.write == "" || o.write == "-"):
		return errors.New("-b writes several files: name them with -w FILE, which gets numbers and times")
	case len(o.ring) > 0 && !o.rotate.turns():
		return errors.New("-b files:N keeps the last N files: say when the next one begins as well, such as -b filesize:1000")
	case o.comment != "" && (o.write == "" || format != file.PcapNG):
		return errors.New("--capture-comment is written into the pcapng file of -w FILE")
	}
	o.target = file.Target{Path: o.write, Format: format, Group: o.group, Comment: o.comment}
	return nil
}

package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/pflag"

	"netsniff/capture/gather"
	"netsniff/report/table"
)

// declareGrouping declares what becomes of several captures.
func (o *options) declareGrouping(f *pflag.FlagSet) {
	f.BoolVar(&o.separate, "separate", false, "read each file by itself, also those of one ring buffer")
	f.BoolVar(&o.join, "join", false, "read all files as one capture, in order of time")
}

// grouping says what the flags ask for.
func (o *options) grouping() (gather.Mode, error) {
	switch {
	case o.separate && o.join:
		return 0, errors.New("--separate and --join exclude each other")
	case o.separate:
		return gather.Separate, nil
	case o.join:
		return gather.Together, nil
	}
	return gather.ByName, nil
}

// captures finds the captures that -r names. Those that cannot be read are told
// on standard error as long as there are others.
func (o *options) captures() ([]gather.Capture, error) {
	mode, err := o.grouping()
	if err != nil {
		return nil, err
	}
	if err := o.shard.check(); err != nil {
		return nil, err
	}
	files, objects := remote(o.files)
	var found []gather.Capture
	if len(files) > 0 {
		found, err = gather.Find(files, mode)
	}
	if len(objects) > 0 {
		more, wrong := o.objectCaptures(objects)
		found, err = append(found, more...), errors.Join(err, wrong)
	}
	found = o.shard.captures(found)
	if len(found) > 0 && err != nil {
		o.unread = append(o.unread, err)
		return found, nil
	}
	return found, err
}

// resolved replaces directories and patterns in -r by the files in them, in
// order of time; files that are named stay in the order they are named in.
func (o *options) resolved() error {
	var files []string
	for _, name := range o.files {
		st, err := os.Stat(name)
		if name == "-" || err == nil && !st.IsDir() || err != nil && !gather.IsPattern(name) {
			files = append(files, name)
			continue
		}
		found, err := gather.Find([]string{name}, gather.Together)
		if err != nil {
			return err
		}
		files = append(files, found[0].Files...)
	}
	o.files = files
	return nil
}

// meansFile reports whether an argument means a file or directory: there is one,
// or it is called as captures are.
func meansFile(arg string) bool {
	if _, err := os.Stat(arg); err == nil || arg == "-" {
		return true
	}
	return gather.IsName(arg)
}

// runEach prints the frames of each file by itself, with its name above them as
// head and tail have it.
func (o *options) runEach() error {
	if o.write != "" || len(o.statistics) > 0 {
		return errors.New("--separate prints rows; -w and -z are for one capture: leave it out, or use netsniff stats")
	}
	var wrong []error
	for i, name := range o.files {
		if i > 0 {
			fmt.Fprintln(o.out)
		}
		if _, err := fmt.Fprintf(o.out, "==> %s <==\n", table.Clean(name)); err != nil {
			return quietPipe(err)
		}
		one := *o
		one.files, one.separate = []string{name}, false
		wrong = append(wrong, one.run(nil))
	}
	return errors.Join(wrong...)
}

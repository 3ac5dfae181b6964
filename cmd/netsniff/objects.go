package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"netsniff/capture/gather"
	"netsniff/report/store"
	"netsniff/report/store/s3"
)

// remote divides names of captures into those of files and of objects.
func remote(names []string) (files, objects []string) {
	for _, n := range names {
		if isObject(n) {
			objects = append(objects, n)
		} else {
			files = append(files, n)
		}
	}
	return files, objects
}

// objectCaptures finds the captures that names of objects mean: an object, or all those below a prefix that
// are called as captures are. Each is a capture by itself, in order of names.
func (o *options) objectCaptures(names []string) (found []gather.Capture, err error) {
	for _, name := range names {
		b, err := s3.Open(context.Background(), parent(name), o.objectStore)
		if err != nil {
			return found, err
		}
		base := path.Base(name)
		if _, err := b.Stat(base); err == nil && !strings.HasSuffix(name, "/") && parent(name) != name {
			found = append(found, gather.Capture{Name: name, Files: []string{name}})
			continue
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) && parent(name) != name {
			return found, err
		}
		below, err := o.below(name)
		if err != nil {
			return found, err
		}
		if len(below) == 0 {
			return found, fmt.Errorf("%s: there are no captures in it", name)
		}
		found = append(found, below...)
	}
	return found, nil
}

// below returns the captures below a prefix.
func (o *options) below(name string) (found []gather.Capture, err error) {
	b, err := s3.Open(context.Background(), name, o.objectStore)
	if err != nil {
		return nil, err
	}
	for info, err := range b.List("") {
		if err != nil {
			return nil, err
		}
		if gather.IsName(info.Name) {
			at := strings.TrimSuffix(b.String(), "/") + "/" + info.Name
			found = append(found, gather.Capture{Name: at, Files: []string{at}})
		}
	}
	slices.SortFunc(found, func(a, b gather.Capture) int { return strings.Compare(a.Name, b.Name) })
	return found, nil
}

// parent is the name of an object without its last element; of a bucket the bucket.
func parent(name string) string {
	rest := strings.TrimSuffix(strings.TrimPrefix(name, s3.Scheme), "/")
	if i := strings.LastIndexByte(rest, '/'); i > 0 {
		return s3.Scheme + rest[:i]
	}
	return s3.Scheme + rest
}

// objectInfo tells of an object.
func (o *options) objectInfo(name string) (store.Info, error) {
	b, err := s3.Open(context.Background(), parent(name), o.objectStore)
	if err != nil {
		return store.Info{}, err
	}
	return b.Stat(path.Base(name))
}

// fetched brings those of the files that are objects to this machine, and returns where all of them are. What
// was brought goes with release.
func (o *options) fetched(files []string) (local []string, release func(), err error) {
	release = func() {}
	if !slices.ContainsFunc(files, isObject) {
		return files, release, nil
	}
	dir, err := os.MkdirTemp("", "netsniff-*")
	if err != nil {
		return nil, release, err
	}
	release = func() { _ = os.RemoveAll(dir) }
	for i, name := range files {
		at := name
		if isObject(name) {
			at = filepath.Join(dir, fmt.Sprint(i), path.Base(name))
			b, err := s3.Open(context.Background(), parent(name), o.objectStore)
			if err == nil {
				err = b.Fetch(context.Background(), path.Base(name), at)
			}
			if err != nil {
				release()
				return nil, func() {}, err
			}
		}
		local = append(local, at)
	}
	return local, release, nil
}

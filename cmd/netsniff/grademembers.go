package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"netsniff/capture/gather"
	"netsniff/report/grade/cache"
	"netsniff/report/grade/kinship"
	"netsniff/report/grade/submission"
	"netsniff/report/table"
)

// membersIn reads the captures of all submissions that the names mean. Their owner is
// how the submission is called or, if several are called so, where it lies. What
// cannot be read is an error, and the others are there.
func (o *options) membersIn(kept *cache.Store, names []string) (list []kinship.Member, wrong error) {
	shelf := &submission.Shelf{}
	defer shelf.Close()
	found, err := shelf.Find(names, submission.Questions{Class: len(names) == 1})
	if err != nil {
		return nil, err
	}
	members, wrong := o.members(kept, shelf, found)
	called := map[string]int{}
	for _, of := range members {
		if len(of) > 0 {
			called[of[0].Owner]++
		}
	}
	for i, of := range members {
		for _, m := range of {
			if called[m.Owner] > 1 {
				m.Owner = found[i]
			}
			list = append(list, m)
		}
	}
	return list, wrong
}

// members reads the captures of submissions, several at a time, and returns those of
// each.
func (o *options) members(kept *cache.Store, shelf *submission.Shelf, paths []string) (list [][]kinship.Member,
	wrong error) {
	list = make([][]kinship.Member, len(paths))
	errs := make([]error, len(paths))
	done, finish := o.counter(len(paths))
	room := make(chan struct{}, o.effort())
	var all sync.WaitGroup
	for i, name := range paths {
		room <- struct{}{}
		all.Go(func() {
			list[i], errs[i] = membersOf(kept, shelf, name)
			if done != nil {
				done(i)
			}
			<-room
		})
	}
	all.Wait()
	finish()
	for i := range list {
		for _, m := range list[i] {
			if n := m.Print.LeftOut; n > 0 {
				fmt.Fprintf(o.errs, "netsniff: %s: %d conversations, those of few frames, are not compared\n",
					table.Clean(captureName(paths[i], m.File)), n)
			}
		}
	}
	return list, errors.Join(errs...)
}

// captureName is how a capture of a submission is called in messages.
func captureName(path, name string) string {
	if filepath.Base(path) == name {
		return path // it is all there is
	}
	return filepath.Join(path, name)
}

// membersOf reads the captures of a submission.
func membersOf(kept *cache.Store, shelf *submission.Shelf, name string) (list []kinship.Member, wrong error) {
	opener := submission.Opener{Limits: submission.Usual, Wanted: gather.IsName, Shelf: shelf}
	s, err := opener.Open(name)
	if err != nil {
		return nil, err
	}
	for _, f := range s.Files {
		if !gather.IsName(f.Name) {
			continue
		}
		p, err := printOf(kept, captureName(name, f.Name), f)
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		list = append(list, kinship.Member{Owner: s.Name, File: f.Name, Print: p})
	}
	if len(list) == 0 && wrong == nil {
		wrong = fmt.Errorf("%s: there is no capture in it", name)
	}
	return list, wrong
}

// printOf makes the print of a capture, or takes the one that was kept.
func printOf(kept *cache.Store, name string, f *submission.File) (*kinship.Print, error) {
	key := kept.Key("print", name, f.Hash)
	if b, ok := kept.Get(key); ok {
		if p, err := kinship.Load(bytes.NewReader(b)); err == nil {
			return p, nil
		}
	}
	p, err := kinship.ReadOpened(name, f.Open)
	if err != nil {
		return nil, err
	}
	p.SHA256 = f.Hash
	var b bytes.Buffer
	if kept != nil && p.Save(&b) == nil {
		kept.Put(key, b.Bytes())
	}
	return p, nil
}

// pairs returns who is related within a class and with those of archives, the nearest
// first.
func (o *options) pairs(kept *cache.Store, class *kinship.Class, archives []string) (list []kinship.Pair, wrong error) {
	list = class.Pairs()
	for _, dir := range archives {
		found, err := o.against(kept, class, dir)
		list, wrong = append(list, found...), errors.Join(wrong, err)
	}
	kinship.Order(list)
	return list, wrong
}

// against compares a class with an earlier one. Of one that was kept one member after
// the other is in memory.
func (o *options) against(store *cache.Store, class *kinship.Class, dir string) (list []kinship.Pair, wrong error) {
	before := filepath.Base(filepath.Clean(dir)) + "/"
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	kept := false
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), printsEnd) {
			continue
		}
		kept = true
		m, err := loadMember(filepath.Join(dir, e.Name()))
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		m.Owner = before + m.Owner
		list = append(list, class.Against(m)...)
	}
	if kept {
		return list, wrong
	}
	members, wrong := o.membersIn(store, []string{dir})
	for _, m := range members {
		m.Owner = before + m.Owner
		list = append(list, class.Against(m)...)
	}
	return list, wrong
}

// printsEnd is how the files end that are kept of a class.
const printsEnd = ".print.json"

// keepMembers writes each member to a file that is named after its capture's bytes.
func keepMembers(dir string, members []kinship.Member) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for i := range members {
		m := &members[i]
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%.16s-%d%s", m.Print.SHA256, i, printsEnd)))
		if err != nil {
			return err
		}
		if err := errors.Join(m.Save(f), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

func loadMember(name string) (kinship.Member, error) {
	f, err := os.Open(name)
	if err != nil {
		return kinship.Member{}, err
	}
	defer f.Close()
	m, err := kinship.LoadMember(f)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return m, err
}

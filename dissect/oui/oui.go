// Package oui knows who made a network card: the organisations to which the IEEE gave
// the first three bytes of addresses (https://standards.ieee.org/products-programs/regauth).
package oui

import (
	"bytes"
	"cmp"
	_ "embed"
	"slices"
	"strconv"
	"sync"
)

// listing is made by scripts/oui.py, which says what is in it.
//
//go:embed oui.txt
var listing []byte

// table is the listing in the order of identifiers, made when it is asked for the
// first time.
var table = sync.OnceValue(index)

type entry struct {
	oui  uint32
	name []byte
}

// Maker returns the name of the organisation that the first three bytes of an address
// belong to; nil if they belong to none, and for the address of zeros, which is
// nobody's. It is shared: do not change it.
func Maker(address []byte) []byte {
	if len(address) < 3 || !slices.ContainsFunc(address, func(b byte) bool { return b != 0 }) {
		return nil
	}
	entries := table()
	oui := uint32(address[0])<<16 | uint32(address[1])<<8 | uint32(address[2])
	i, found := slices.BinarySearchFunc(entries, oui, func(e entry, oui uint32) int { return cmp.Compare(e.oui, oui) })
	if !found {
		return nil
	}
	return entries[i].name
}

// digits is how long an identifier is in the listing.
const digits = 6

func index() []entry {
	list := make([]entry, 0, len(listing)/(3*digits))
	for line := range bytes.Lines(listing) {
		name, ouis, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte("\t"))
		for ; len(ouis) >= digits; ouis = ouis[digits:] {
			if oui, err := strconv.ParseUint(string(ouis[:digits]), 16, 32); err == nil {
				list = append(list, entry{uint32(oui), name})
			}
		}
	}
	slices.SortFunc(list, func(a, b entry) int { return cmp.Compare(a.oui, b.oui) })
	return list
}

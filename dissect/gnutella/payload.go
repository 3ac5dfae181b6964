package gnutella

import (
	"bytes"
	"iter"
)

// Places in payloads (version 0.4 §"Descriptors", 0.6 §2.2).
const (
	pongLen   = 14 // port, address, files, kilobytes
	hitsAt    = 11 // of a QueryHit: behind number, port, address and speed
	hitHead   = 8  // of one hit: index and size
	pushLen   = guidLen + 10
	searchAt  = 2
	servantID = guidLen
)

// search returns the words of a query's payload.
func search(b []byte) []byte {
	if len(b) <= searchAt {
		return nil
	}
	words, _, _ := bytes.Cut(b[searchAt:], []byte{0})
	return words
}

// hit is a file that somebody has.
type hit struct {
	at          int // in the payload
	bytes       []byte
	name, extra []byte
}

// eachHit returns the hits of a QueryHit's payload, which are there to their ends.
func eachHit(b []byte) iter.Seq[hit] {
	return func(yield func(hit) bool) {
		if len(b) < hitsAt+servantID {
			return
		}
		end := len(b) - servantID
		for at, n := hitsAt, 0; n < int(b[0]) && at+hitHead < end; n++ {
			name := bytes.IndexByte(b[at+hitHead:end], 0)
			if name < 0 {
				return
			}
			behind := at + hitHead + name + 1
			extra := bytes.IndexByte(b[behind:end], 0)
			if extra < 0 {
				return
			}
			next := behind + extra + 1
			if !yield(hit{at: at, bytes: b[at:next], name: b[at+hitHead : behind-1], extra: b[behind : next-1]}) {
				return
			}
			at = next
		}
	}
}

// hitsEnd returns where the hits of a payload end.
func hitsEnd(b []byte) int {
	end := hitsAt
	for h := range eachHit(b) {
		end = h.at + len(h.bytes)
	}
	return end
}

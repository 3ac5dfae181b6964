package bittorrent

import (
	"net/url"
	"strconv"
	"strings"
)

// SeedRequest is what a web seed is asked for by piece: BEP 17 says so in the query.
type SeedRequest struct {
	InfoHash     [HashSize]byte
	Piece, Begin uint32
}

// ReadSeedRequest reads a query, and reports whether it asks for one stretch of one
// piece.
func ReadSeedRequest(query string) (r SeedRequest, ok bool) {
	if !strings.Contains(query, "info_hash=") {
		return r, false
	}
	v, err := url.ParseQuery(query)
	if err != nil || len(v.Get("info_hash")) != HashSize {
		return r, false
	}
	piece, err := strconv.ParseUint(v.Get("piece"), 10, 32)
	if err != nil {
		return r, false
	}
	begin := uint64(0)
	if first, _, found := strings.Cut(v.Get("ranges"), "-"); found {
		if begin, err = strconv.ParseUint(first, 10, 32); err != nil || strings.Contains(v.Get("ranges"), ",") {
			return r, false
		}
	}
	return SeedRequest{[HashSize]byte([]byte(v.Get("info_hash"))), uint32(piece), uint32(begin)}, true
}

package dissect

import "maps"

// Storage holds what dissectors share between the connections of one engine,
// by its type.
type Storage map[any]any

// Shared returns the T that all connections of c's engine have in common, for
// the dissectors of one protocol to take their messages from: what a
// connection owned itself would stay with it for as long as it lives. The
// first call makes it. A T is used by one goroutine only.
func Shared[T any](c *Conn) *T {
	if c.Storage == nil {
		c.Storage = Storage{}
	}
	key := any((*T)(nil))
	if x, ok := c.Storage[key].(*T); ok {
		return x
	}
	x := new(T)
	c.Storage[key] = x
	return x
}

// Give has x be what Shared[T] returns for those who use s.
func Give[T any](s Storage, x *T) { s[any((*T)(nil))] = x }

// Clone returns a storage that has what s has so far.
func (s Storage) Clone() Storage {
	if s == nil {
		return Storage{}
	}
	return maps.Clone(s)
}

// Lost returns where those who share c's storage count what they let go.
func Lost(c *Conn) *Losses { return &Shared[lost](c).losses }

// lost is a Loser for those who have no place of their own for it.
type lost struct{ losses Losses }

// Losses implements Loser.
func (x *lost) Losses() Losses { return x.losses }

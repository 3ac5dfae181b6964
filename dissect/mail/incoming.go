package mail

import (
	"strconv"

	"netsniff/dissect"
)

// maxFrames bounds the frames of one mail that are remembered.
const maxFrames = 64 << 10

// Fragments are the parts in which a mail came.
type Fragments struct {
	Frames []uint32 // that brought it, 65536 at the most
	ends   []int    // up to which byte of the mail each of them did
	Length int      // of the mail in bytes
}

// Incoming is a mail that the frames of another protocol bring.
type Incoming struct {
	Fragments
	scanner Scanner
}

// Add reads what a frame brings of the mail.
func (x *Incoming) Add(frame uint32, b []byte) {
	x.Write(b)
	if len(x.Frames) < maxFrames {
		x.Frames, x.ends = append(x.Frames, frame), append(x.ends, x.Length)
	} else if x.scanner.lost != nil {
		x.scanner.lost.Beyond[dissect.MailFrames]++
	}
}

// Write reads bytes of a frame that counts already.
func (x *Incoming) Write(b []byte) {
	x.scanner.Write(b)
	x.Length += len(b)
}

// part returns a frame and which bytes of the mail it brought.
func (x *Fragments) part(i int) (frame uint32, from, to int) {
	if i > 0 {
		from = x.ends[i-1]
	}
	return x.Frames[i], from, min(x.ends[i], x.Length)
}

// Close ends the mail and returns it, borrowed until the storage of x serves
// another one.
func (x *Incoming) Close() *Message { return x.scanner.Close() }

// Inbox has the storage for the mails of all connections of a worker, of which
// hardly two come at a time. The zero value is ready to use.
type Inbox struct {
	spare *Incoming // read before; frame shown may still need it
	shown uint32
	lost  dissect.Losses
}

// Losses implements dissect.Loser.
func (i *Inbox) Losses() dissect.Losses { return i.lost }

// Open returns an empty mail that frame does not show.
func (i *Inbox) Open(frame uint32) *Incoming {
	x := i.spare
	if x == nil || i.shown == frame {
		x = new(Incoming)
		x.scanner.lost = &i.lost
		return x
	}
	i.spare = nil
	x.scanner.lost = &i.lost
	x.scanner.Reset()
	x.Frames, x.ends, x.Length = x.Frames[:0], x.ends[:0], 0
	return x
}

// Shown takes the storage of x back, which frame shows.
func (i *Inbox) Shown(x *Incoming, frame uint32) { i.spare, i.shown = x, frame }

// AppendFragment appends "DATA fragment, 1460 bytes", which a row says of n
// bytes of a mail.
func AppendFragment(dst []byte, n int) []byte {
	dst = strconv.AppendInt(append(dst, "DATA fragment, "...), int64(n), 10)
	if n == 1 {
		return append(dst, " byte"...)
	}
	return append(dst, " bytes"...)
}

// FragmentFields returns the fields that tell in which parts a mail came:
// "smtp.data.fragments" and so on. of returns nil for layers without.
func FragmentFields(protocol string, of func(*dissect.Layer) *Fragments) []dissect.Field {
	get := func(do func(*Fragments, *dissect.Values)) dissect.Getter {
		return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
			if x := of(l); x != nil {
				do(x, v)
			}
		}
	}
	return []dissect.Field{
		{Name: protocol + ".data.fragments", Title: "DATA fragments", Type: dissect.Label,
			Get: get(func(_ *Fragments, v *dissect.Values) { v.Mark() })},
		{Name: protocol + ".data.fragment", Title: "DATA fragment", Type: dissect.FrameNum,
			Get: get(func(x *Fragments, v *dissect.Values) {
				for i, n := range x.Frames {
					v.Uint(uint64(n)).F = float64(i)
				}
			})},
		{Name: protocol + ".data.fragment.count", Title: "DATA fragment count", Type: dissect.Uint,
			Get: get(func(x *Fragments, v *dissect.Values) { v.Uint(uint64(len(x.Frames))) })},
		{Name: protocol + ".data.reassembled.length", Title: "Reassembled DATA length", Type: dissect.Uint,
			Get: get(func(x *Fragments, v *dissect.Values) { v.Uint(uint64(x.Length)) })},
	}
}

// FragmentWordings are the lines of those fields: what each frame brought.
func FragmentWordings(protocol string, of func(*dissect.Layer) *Fragments) []dissect.Wording {
	return []dissect.Wording{
		{Field: protocol + ".data.fragments",
			Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, _ *dissect.Value) []byte {
				x := of(l)
				return dissect.AppendParts(dst, " DATA fragments", len(x.Frames), x.Length, x.part)
			}},
		{Field: protocol + ".data.fragment",
			Say: func(dst []byte, _ *dissect.Frame, l *dissect.Layer, v *dissect.Value) []byte {
				frame, from, to := of(l).part(int(v.F))
				return dissect.AppendPart(dst, frame, from, to)
			}},
	}
}

package capturetest

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strconv"

	"netsniff/capture"
)

// Record is a frame of a capture that a test holds in memory.
type Record struct {
	At      capture.Stamp
	WireLen int
	Link    capture.LinkType
	Data    []byte
}

// headerBytes is as far as the headers of most frames go.
const headerBytes = 74

// Mutate damages what a capture holds as networks, capture programs and attackers
// do: up to most times a frame loses bits, its lengths lie, it is cut, lost,
// doubled, late or continued by another. frames and their bytes stay as they are.
func Mutate(r *rand.Rand, frames []Record, most int) []Record {
	frames = slices.Clone(frames)
	for range 1 + r.IntN(most) {
		if len(frames) == 0 {
			break
		}
		i := r.IntN(len(frames))
		if r.IntN(3) == 0 {
			frames = orders[r.IntN(len(orders))](r, frames, i)
			continue
		}
		x := &frames[i]
		x.Data = bytes.Clone(x.Data)
		if len(x.Data) > 0 {
			damages[r.IntN(len(damages))](r, x)
		}
		x.WireLen = max(x.WireLen, len(x.Data))
	}
	return frames
}

// orders change which frames there are, and when.
var orders = []func(r *rand.Rand, frames []Record, i int) []Record{
	func(_ *rand.Rand, frames []Record, i int) []Record { return slices.Delete(frames, i, i+1) },
	func(r *rand.Rand, frames []Record, i int) []Record { // twice
		return slices.Insert(frames, r.IntN(len(frames)+1), frames[i])
	},
	func(r *rand.Rand, frames []Record, i int) []Record {
		j := r.IntN(len(frames))
		frames[i], frames[j] = frames[j], frames[i]
		return frames
	},
	func(r *rand.Rand, frames []Record, i int) []Record { // with the next
		if j := i + 1; j < len(frames) {
			frames[i], frames[j] = frames[j], frames[i]
		}
		return frames
	},
	func(r *rand.Rand, frames []Record, i int) []Record { // with the payload of another
		other := frames[r.IntN(len(frames))].Data
		b := bytes.Clone(frames[i].Data)
		b = append(b[:min(len(b), 66)], other[min(len(other), 66):]...)
		frames[i].Data, frames[i].WireLen = b, len(b)
		return frames
	},
}

// damages change the bytes of a frame, of which there is one at least.
var damages = []func(r *rand.Rand, x *Record){
	func(r *rand.Rand, x *Record) { // a byte of the headers
		x.Data[r.IntN(min(len(x.Data), headerBytes))] = byte(r.IntN(256))
	},
	func(r *rand.Rand, x *Record) { // bits anywhere
		for range 1 + r.IntN(8) {
			x.Data[r.IntN(len(x.Data))] ^= 1 << r.IntN(8)
		}
	},
	length,
	length,
	figure,
	func(r *rand.Rand, x *Record) { x.Data = x.Data[:r.IntN(len(x.Data)+1)] }, // by the snap length
	shorten,
	func(r *rand.Rand, x *Record) { // bytes taken out
		from := r.IntN(len(x.Data))
		x.Data = slices.Delete(x.Data, from, from+r.IntN(len(x.Data)-from+1))
		x.WireLen = len(x.Data)
	},
}

// length writes what a length or an offset should not be, in one byte, two or four.
func length(r *rand.Rand, x *Record) {
	i := r.IntN(len(x.Data))
	rest := uint32(len(x.Data) - i)
	lies := [...]uint32{0, 1, rest - 1, rest, rest + 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff}
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], lies[r.IntN(len(lies))])
	copy(x.Data[i:], b[4-(1<<r.IntN(3)):])
}

// figure writes another number in place of one in decimal or hexadecimal digits.
func figure(r *rand.Rand, x *Record) {
	at := r.IntN(len(x.Data))
	from := bytes.IndexAny(x.Data[at:], "0123456789")
	if from < 0 {
		return
	}
	from += at
	end := from
	for end < len(x.Data) && x.Data[end] >= '0' && x.Data[end] <= '9' {
		end++
	}
	numbers := [...]uint64{0, 1, uint64(r.IntN(100)), uint64(r.IntN(1 << 20)), 1<<31 - 1, 1 << 32, 1<<63 - 1, 1<<64 - 1}
	text := strconv.FormatUint(numbers[r.IntN(len(numbers))], 10)
	x.Data = slices.Replace(x.Data, from, end, []byte(text)...)
	x.WireLen = len(x.Data)
}

// shorten cuts a frame as its sender would have, if it is IPv4 in Ethernet: its
// length says so.
func shorten(r *rand.Rand, x *Record) {
	const ethernet = 14
	if len(x.Data) < ethernet+20 || x.Data[12] != 8 || x.Data[13] != 0 {
		return
	}
	x.Data = x.Data[:ethernet+20+r.IntN(len(x.Data)-ethernet-20+1)]
	x.WireLen = len(x.Data)
	binary.BigEndian.PutUint16(x.Data[ethernet+2:], uint16(len(x.Data)-ethernet))
}

package export

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"netsniff/capture"
	"netsniff/dissect"
	"netsniff/dissect/rtp"
	"netsniff/report/table"
)

// sound is the audio of one direction of a call, or both of them as two channels.
type sound struct {
	written
	about   rtp.Audio
	begins  capture.Stamp // of the capture, when the first sample came
	samples int64         // of one channel
	silent  int64         // of them, those that stand for what did not come
	left    int64         // more silence than the capture lasts, which is not written
	both    [2]*sound     // of a call: the caller's, or who spoke first, and the other's
	scratch []byte
}

func (c *collector) beginAudio(p *dissect.Piece) content {
	about, ok := p.About.(*rtp.Audio)
	if !ok || laws[about.Type] == nil {
		return nil
	}
	from := p.Conn.Client.Addr
	if p.Dir == dissect.ToClient {
		from = p.Conn.Server.Addr
	}
	name := c.unique(c.base("audio", p.Mark) + "-" + strings.ReplaceAll(from.String(), ":", "-") + ".wav")
	x := &sound{written: c.newWritten(name, p), begins: p.Mark.At}
	_, _ = x.file.Write(make([]byte, wavHead)) // nothing is written to disk yet
	return x
}

// write implements content: samples as they are, silence for those that are missing.
func (x *sound) write(p *dissect.Piece) error {
	frame := *p
	frame.Missing = 0
	x.note(&frame)
	about := p.About.(*rtp.Audio)
	n := p.Missing
	if room := x.room(p.Mark.At); n > room {
		x.left += n - room
		n = room
	}
	x.silent += n
	x.samples += n + int64(len(p.Bytes))
	for n > 0 {
		const most = 8 << 10
		m := min(n, most)
		x.scratch = append(x.scratch[:0], make([]byte, sampleSize*m)...)
		if _, err := x.file.Write(x.scratch); err != nil {
			return err
		}
		n -= m
	}
	law := laws[about.Type]
	x.scratch = x.scratch[:0]
	for _, b := range p.Bytes {
		x.scratch = binary.LittleEndian.AppendUint16(x.scratch, uint16(law[b]))
	}
	_, err := x.file.Write(x.scratch)
	return err
}

// room returns how many samples of silence may be written at a time of the capture: whoever
// sends timestamps cannot make a file longer than it lasts, and some seconds.
func (x *sound) room(at capture.Stamp) int64 {
	const slack = 10 * sampleRate
	return max(0, int64(at-x.begins)/(1e9/sampleRate)+slack-x.samples)
}

// end implements content: now that it is known how long the file is, its head is.
func (x *sound) end(p *dissect.Piece, keep bool) (item, error) {
	about := *p.About.(*rtp.Audio)
	x.about, x.missing = about, int64(about.Lost)
	x.whole = p.Whole && x.left == 0
	path := x.file.path
	size, sum, err := x.file.close(keep)
	x.file, x.size, x.scratch = nil, size, nil
	if !keep {
		return nil, err
	}
	if path == "" || sum == "" { // a list has no file to hash
		x.whole = x.whole && sum != ""
		return x, err
	}
	x.sum, err = finishWAV(path, appendWAVHead(nil, 1, size-wavHead))
	return x, err
}

// finishWAV gives a file its head and returns its SHA-256.
func finishWAV(path string, head []byte) (sum string, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err = f.WriteAt(head, 0); err != nil {
		return "", err
	}
	h := sha256.New()
	if _, err = io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// pair adds a file with two channels for each call of which both directions are there.
// The items are in order.
func (c *collector) pair() {
	var waiting []*sound
	for _, one := range slices.Clone(c.items) {
		x, ok := one.(*sound)
		if !ok || x.both[0] != nil {
			continue
		}
		i := slices.IndexFunc(waiting, func(y *sound) bool { return y.answeredBy(x) })
		if i < 0 {
			const most = 1024 // that wait for the other direction
			waiting = append(waiting[max(0, len(waiting)-most):], x)
			continue
		}
		y := waiting[i]
		waiting = slices.Delete(waiting, i, i+1)
		z := &sound{written: written{passage: y.passage}, about: y.about, begins: y.begins, both: [2]*sound{y, x}}
		z.name = c.unique(strings.TrimSuffix(y.name, ".wav") + "-both.wav")
		c.fail(c.join(z))
		c.items = append(c.items, z)
	}
}

// answeredBy reports whether x is what the other end of a call says while y lasts.
func (y *sound) answeredBy(x *sound) bool {
	same := x.id == y.id
	if x.about.Setup != nil && y.about.Setup != nil && x.about.Setup.Call != "" {
		same = x.about.Setup.Call == y.about.Setup.Call
	}
	from, to := x.ends()
	theirs, ours := y.ends()
	return same && from.Addr == ours.Addr && to.Addr == theirs.Addr && x.begins < y.over()
}

// over returns when the last sample is heard.
func (x *sound) over() capture.Stamp { return x.begins + capture.Stamp(x.samples)*(1e9/sampleRate) }

// ends returns where the audio comes from and goes to.
func (x *sound) ends() (from, to dissect.Endpoint) {
	if x.dir == dissect.ToServer {
		return x.client, x.server
	}
	return x.server, x.client
}

// join makes a file of the two channels of x, as they were heard at the capture point.
func (c *collector) join(x *sound) (err error) {
	l, r := x.both[0], x.both[1]
	late := int64(r.begins-l.begins) / (1e9 / sampleRate)
	x.samples = max(l.samples, late+r.samples)
	x.silent, x.missing, x.left = l.silent+r.silent, l.missing+r.missing, l.left+r.left
	x.size, x.sum, x.whole = wavHead+2*sampleSize*x.samples, "", l.whole && r.whole
	if r.last.Frame > x.last.Frame {
		x.last = r.last
	}
	if c.Dir == "" {
		return nil
	}
	var channels [2]*bufio.Reader
	for i, y := range x.both {
		f, err := os.Open(c.path(y.name))
		if err != nil {
			return err
		}
		defer f.Close()
		channels[i] = bufio.NewReader(f)
		if _, err := channels[i].Discard(wavHead); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(c.path(x.name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	h := sha256.New()
	w := bufio.NewWriter(io.MultiWriter(f, h))
	_, _ = w.Write(appendWAVHead(nil, 2, x.size-wavHead)) // Flush tells
	for i := range x.samples {
		for j, from := range channels {
			var s [sampleSize]byte
			if j == 0 || i >= late {
				if _, err := io.ReadFull(from, s[:]); err != nil && err != io.EOF {
					return errors.Join(err, f.Close())
				}
			}
			_, _ = w.Write(s[:])
		}
	}
	if err = cmp.Or(w.Flush(), f.Close()); err == nil {
		x.sum = hex.EncodeToString(h.Sum(nil))
	}
	return err
}

var audioColumns = append([]table.Column{
	{Name: "file", Label: table.Say("File", "文件"), Importance: table.Key, Ends: true},
	{Name: "channels", Label: table.Say("Channels", "声道"), Type: table.Count},
	{Name: "source", Label: table.Say("From", "来自"), Importance: table.Minor},
	{Name: "destination", Label: table.Say("To", "去往"), Importance: table.Minor},
	{Name: "payload", Label: table.Say("Payload", "负载")},
	{Name: "ssrc", Label: table.Say("SSRC", "SSRC"), Importance: table.Minor},
	{Name: "call", Label: table.Say("Call", "呼叫"), Importance: table.Minor},
	{Name: "sound_duration", Label: table.Say("Sound", "声音时长"), Type: table.Duration, Importance: table.Key},
	{Name: "silence", Label: table.Say("Filled with silence", "以静音填补"), Type: table.Duration, Importance: table.Key},
	{Name: "notes", Label: table.Say("Notes", "备注"), Type: table.List, Importance: table.Minor},
}, passageColumns...)

// lasts returns how long so many samples are.
func lasts(samples int64) table.Value {
	return table.Nanoseconds(capture.Stamp(samples) * (1e9 / sampleRate))
}

func (x *sound) row() []table.Value {
	from, to := x.ends()
	call, channels, ssrc := "", 1, table.String("0x"+strconv.FormatUint(uint64(x.about.SSRC), 16))
	if x.about.Setup != nil {
		call = x.about.Setup.Call
	}
	var notes []string
	if x.both[0] != nil {
		channels, ssrc = 2, table.None()
		notes = append(notes, "left: "+from.String(), "right: "+to.String())
	}
	if x.missing > 0 {
		notes = append(notes, "lost: "+strconv.FormatFloat(float64(x.missing)/sampleRate, 'f', 3, 64)+" s")
	}
	if x.left > 0 {
		notes = append(notes, "more silence than the capture lasts is left out")
	}
	return x.appendValues([]table.Value{table.String(x.name), table.Int(channels), table.String(from.String()),
		table.String(to.String()),
		table.String(x.about.Type.String()), ssrc, table.Some(call), lasts(x.samples), lasts(x.silent),
		table.Strings(notes)})
}

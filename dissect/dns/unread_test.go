package dns

import "testing"

// Questions whose names are different parts of an endless one: they take more
// labels than a message has, so what follows is not looked at.
func TestLabelsRunOut(t *testing.T) {
	const questions, labels = 1000, 3000
	block := headerLen + 6*questions
	b := make([]byte, headerLen, block+2*labels+2)
	b[4], b[5] = questions>>8, questions&0xff
	for i := range questions {
		to := block + 2*i
		b = append(b, 0xc0|byte(to>>8), byte(to), 0, 1, 0, 1)
	}
	for range labels {
		b = append(b, 1, 'a')
	}
	b = append(b, 0xc0|byte(block>>8), byte(block))
	m := &Message{Packet: Packet{Bytes: b, WireLen: len(b)}}
	r := m.read(Additional)
	if n := len(r.found); n == 0 || n > maxLabels/maxSurplus+1 {
		t.Errorf("%d questions were read", n)
	}
	if r.fault != Malformed {
		t.Errorf("the message is %q", r.fault)
	}
}

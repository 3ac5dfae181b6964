package message

import "testing"

// TestGapWithinLineEnd: bytes are missing after the CR of a line end, wherever
// that stands.
func TestGapWithinLineEnd(t *testing.T) {
	const mail = "\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ntext\r\n\r\n--b--\r\n"
	for i := range len(mail) + 1 {
		p := NewParser(Limits{}, nil)
		for _, c := range []byte(mail[:i]) {
			_, _ = p.Write([]byte{c})
		}
		p.Gap(10)
		_, _ = p.Write([]byte(mail[i:]))
		m, err := p.Close()
		if err != nil || m.Notes&Missing == 0 {
			t.Errorf("gap after %d bytes: %v, %v", i, m.Notes, err)
		}
	}
}

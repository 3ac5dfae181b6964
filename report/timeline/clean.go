package timeline

// clean makes dst[from:] fit for a terminal: control bytes that came from the
// wire are shown as Go writes them in strings, so no escape sequence of a
// packet reaches the screen.
func clean(dst []byte, from int) []byte {
	for i, c := range dst[from:] {
		if c >= 0x20 && c != 0x7f && c != 0xc2 {
			continue // nearly all bytes: a call for each costs a tenth of a timeline
		}
		if control(dst[from+i:]) {
			return escape(dst, from+i)
		}
	}
	return dst
}

// control reports whether b starts with a C0 control, DEL or a C1 control in
// UTF-8.
func control(b []byte) bool {
	c := b[0]
	return c < 0x20 || c == 0x7f || c == 0xc2 && len(b) > 1 && b[1] >= 0x80 && b[1] < 0xa0
}

func escape(dst []byte, from int) []byte {
	const digits = "0123456789abcdef"
	tail := append([]byte(nil), dst[from:]...)
	dst = dst[:from]
	second := false // of a C1 control: as dangerous alone
	for i := range tail {
		if first := control(tail[i:]); first || second {
			dst = append(dst, '\\', 'x', digits[tail[i]>>4], digits[tail[i]&15])
			second = first && tail[i] == 0xc2
		} else {
			dst = append(dst, tail[i])
		}
	}
	return dst
}

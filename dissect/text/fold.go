package text

// EqualFold reports whether b is the word but for the case of ASCII letters.
func EqualFold(b []byte, word string) bool { return len(b) == len(word) && HasPrefixFold(b, word) }

// HasPrefixFold reports whether b begins with the word but for the case of
// ASCII letters.
func HasPrefixFold(b []byte, word string) bool {
	if len(b) < len(word) {
		return false
	}
	for i := 0; i < len(word); i++ {
		if c := b[i]; c != word[i] && (c^word[i] != 0x20 || c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return true
}

// ContainsFold reports whether the word is in b but for the case of ASCII
// letters.
func ContainsFold(b []byte, word string) bool {
	for ; len(b) >= len(word); b = b[1:] {
		if HasPrefixFold(b, word) {
			return true
		}
	}
	return false
}

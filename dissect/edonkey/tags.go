package edonkey

import "netsniff/dissect/parts"

// Types of tags.
const (
	tagHash   = 1
	tagString = 2
	tagLong   = 3
	tagFloat  = 4
	tagBool   = 5
	tagBlob   = 7
	tagWord   = 8
	tagByte   = 9
	tagHuge   = 11
	tagText   = 0x11 // to 0x20: text of one byte and more
	lastText  = 0x20
	compact   = 0x80 // the name is one byte
)

// readTags reads n tags, and returns false at one of a type that is not known.
func readTags(r *parts.Reader, n uint64) bool {
	for ; n > 0 && r.Left() > 0 && !r.Short; n-- {
		r.Note("edonkey.metatag", r.Off, r.Left(), 0)
		kind := r.Uint("edonkey.metatag.type", 1)
		if kind&compact != 0 {
			r.Uint("edonkey.metatag.id", 1)
		} else {
			readTagName(r)
		}
		if !readValue(r, kind&^compact) {
			return false
		}
	}
	return true
}

// readTagName reads a name: a number if it is of one byte.
func readTagName(r *parts.Reader) {
	n := int(r.Uint("edonkey.metatag.namesize", 2))
	if n == 1 {
		r.Uint("edonkey.metatag.id", 1)
		return
	}
	r.Octets("edonkey.metatag.name", n)
}

// readValue reads the value of a tag.
func readValue(r *parts.Reader, kind uint64) bool {
	const value = "edonkey.meta_tag_value.uint"
	switch kind {
	case tagHash:
		r.Octets("edonkey.hash", hashLen)
	case tagString:
		readString(r)
	case tagLong:
		r.Uint(value, 4)
	case tagFloat:
		r.Skip(4)
	case tagBool, tagByte:
		r.Uint(value, 1)
	case tagWord:
		r.Uint(value, 2)
	case tagHuge:
		r.Uint(value, 8)
	case tagBlob:
		r.Skip(int(min(r.Uint("", 4), maxLength)))
	default:
		if kind < tagText || kind > lastText {
			return false
		}
		r.Octets("edonkey.string", int(kind-tagText+1))
	}
	return true
}

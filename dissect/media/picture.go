package media

import (
	"encoding/binary"

	"netsniff/dissect"
)

// GIF is the Graphics Interchange Format (GIF89a specification §17, §18).
var GIF = dissect.Protocol{
	Name:  "image-gif",
	Title: "Compuserve GIF",
	Borne: true,
	Fields: []dissect.Field{
		{Name: "image-gif.version", Title: "Version", Type: dissect.String, Body: true, Get: piece(0, 6)},
		{Name: "image-gif.screen.width", Title: "Screen width", Type: dissect.Uint, Body: true,
			Get: integer(6, 2, binary.LittleEndian)},
		{Name: "image-gif.screen.height", Title: "Screen height", Type: dissect.Uint, Body: true,
			Get: integer(8, 2, binary.LittleEndian)},
	},
	Outline: &dissect.Outline{Summary: func(dst []byte, _ *dissect.Frame, l *dissect.Layer) []byte {
		return append(append(dst, ", Version: "...), l.Bytes[:min(6, len(l.Bytes))]...)
	}},
}

// PNG is Portable Network Graphics (https://www.w3.org/TR/png §5.2, §11.2.2).
var PNG = dissect.Protocol{
	Name:  "png",
	Title: "Portable Network Graphics",
	Borne: true,
	Fields: []dissect.Field{
		{Name: "png.signature", Title: "PNG Signature", Type: dissect.Octets, Body: true, Get: piece(0, 8)},
		{Name: "png.ihdr.width", Title: "Width", Type: dissect.Uint, Body: true, Get: integer(16, 4, binary.BigEndian)},
		{Name: "png.ihdr.height", Title: "Height", Type: dissect.Uint, Body: true, Get: integer(20, 4, binary.BigEndian)},
		{Name: "png.ihdr.bitdepth", Title: "Bit Depth", Type: dissect.Uint, Body: true,
			Get: integer(24, 1, binary.BigEndian)},
	},
	Outline: &dissect.Outline{Branches: []dissect.Branch{{Above: "header", Title: "Image Header (IHDR)",
		Below: []string{"png.ihdr.*"}}}},
}

// JPEG is a picture of JPEG in the JPEG File Interchange Format (ITU-T T.871).
var JPEG = dissect.Protocol{
	Name:  "image-jfif",
	Title: "JPEG File Interchange Format",
	Borne: true,
	Fields: []dissect.Field{
		{Name: "image-jfif.marker", Title: "Marker", Type: dissect.Uint, Base: dissect.Hex4, Body: true,
			Get: integer(0, 2, binary.BigEndian)},
		{Name: "image-jfif.identifier", Title: "Identifier", Type: dissect.String, Body: true, Get: piece(6, 4)},
	},
}

// piece returns the getter of the n bytes at off.
func piece(off, n int) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) >= off+n {
			v.Bytes(l.Bytes[off:off+n]).At(off, n)
		}
	}
}

// integer returns the getter of the number of n bytes at off.
func integer(off, n int, order binary.ByteOrder) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		if len(l.Bytes) < off+n {
			return
		}
		b := l.Bytes[off : off+n]
		u := uint64(b[0])
		switch n {
		case 2:
			u = uint64(order.Uint16(b))
		case 4:
			u = uint64(order.Uint32(b))
		}
		v.Uint(u).At(off, n)
	}
}

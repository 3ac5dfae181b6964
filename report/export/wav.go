package export

import (
	"encoding/binary"

	"netsniff/dissect/rtp"
)

// sampleRate is G.711's; wavHead is how long the head of a WAV file is (RIFF, PCM with
// 16 bits a sample).
const (
	sampleRate = 8000
	wavHead    = 44
	sampleSize = 2
)

// appendWAVHead appends the head of a file with so many bytes of samples.
func appendWAVHead(dst []byte, channels int, bytes int64) []byte {
	le := binary.LittleEndian
	const most = 1<<32 - wavHead // what does not fit, players read to the end
	n := uint32(min(bytes, most))
	dst = le.AppendUint32(append(dst, "RIFF"...), n+wavHead-8)
	dst = append(dst, "WAVEfmt "...)
	dst = le.AppendUint32(dst, 16)
	dst = le.AppendUint16(dst, 1) // linear PCM
	dst = le.AppendUint16(dst, uint16(channels))
	dst = le.AppendUint32(dst, sampleRate)
	dst = le.AppendUint32(dst, uint32(sampleRate*sampleSize*channels))
	dst = le.AppendUint16(dst, uint16(sampleSize*channels))
	dst = le.AppendUint16(dst, 8*sampleSize)
	return le.AppendUint32(append(dst, "data"...), n)
}

// laws have the linear values of what G.711 sends.
var laws = map[rtp.PayloadType]*[256]int16{rtp.PCMU: expand(muLaw), rtp.PCMA: expand(aLaw)}

func expand(value func(byte) int16) *[256]int16 {
	t := new([256]int16)
	for i := range t {
		t[i] = value(byte(i))
	}
	return t
}

// muLaw returns a sample of 14 bits as one of 16 (ITU-T G.711 §3.2, Table 2b).
func muLaw(b byte) int16 {
	b = ^b
	const bias = 0x84
	v := (int16(b&15)<<3+bias)<<(b>>4&7) - bias
	if b&0x80 != 0 {
		return -v
	}
	return v
}

// aLaw returns a sample of 13 bits as one of 16 (ITU-T G.711 §3.1, Table 1b).
func aLaw(b byte) int16 {
	b ^= 0x55
	v := int16(b&15)<<4 + 8
	if s := b >> 4 & 7; s > 0 {
		v = (v + 0x100) << (s - 1)
	}
	if b&0x80 == 0 {
		return -v
	}
	return v
}

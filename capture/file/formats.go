package file

import (
	"errors"
	"fmt"

	"netsniff/capture"
)

// format reads the records of one capture.
type format interface {
	// next fills everything in p but its frame number. It returns io.EOF
	// after the last record and errAnother where a capture begins instead of a
	// record (cat a b > c).
	next(p *capture.Packet) error
}

var errAnother = errors.New("another capture begins")

// addInterface adds to Source.Interfaces and returns the index.
type addInterface func(capture.Interface) (int, error)

// openFormat recognises the format of the file and reads its header.
func openFormat(in *input, add addInterface) (format, error) {
	b, err := in.peek(4)
	if err != nil {
		return nil, err
	}
	if _, ok := pcapOrder(b); ok {
		return openPcap(in, add)
	}
	if blockType(littleEndian.u32(b)) == blockSection {
		return openPcapNG(in, add)
	}
	if _, err := in.peek(magicLen); err == capture.ErrIdle {
		return nil, err
	}
	return nil, foreign(in.unread())
}

// another looks for the beginning of a capture where a record should be that
// makes no sense, or is empty: a record of classic pcap could begin so, but hardly does.
func another(in *input) error {
	h, err := in.peek(pcapHeaderLen)
	switch {
	case err == capture.ErrIdle:
		return err
	case err != nil:
		return nil // too few bytes for one
	}
	if o, ok := pcapOrder(h); ok && o.u16(h[4:]) == 2 && o.u16(h[6:]) >= pcapMinor-2 && o.u16(h[6:]) <= pcapMinor {
		return errAnother
	}
	if blockType(littleEndian.u32(h)) == blockSection {
		for _, o := range []order{littleEndian, bigEndian} {
			if o.u32(h[blockHeaderLen:]) == byteOrderMagic {
				return errAnother
			}
		}
	}
	return nil
}

// notCapture is a file of another kind.
type notCapture struct{ file, what string }

func (e *notCapture) Error() string { return e.file + ": " + e.what }

// foreignFormats are recognised to say what to do about them.
var foreignFormats = []struct{ magic, what, then string }{
	{"snoop\x00\x00\x00", "a snoop capture", convert},
	{"GMBU", "a NetMon capture", convert},
	{"RTSS", "a NetMon capture", convert},
	{"TRSNIFF data", "a Sniffer capture", convert},
	{"XCP\x00", "a NetXray or Windows Sniffer capture", convert},
	{"\x7fver", "an EtherPeek or AiroPeek capture", convert},
	{"btsnoop\x00", "a Bluetooth snoop capture", convert},
	{"iptrace ", "an AIX iptrace capture", convert},
	{"\x05VNF", "a Visual Networks capture", convert},
	{"\x1c\x00\x01\xac", "an IXIA capture", convert},
	{"\x1c\x00\x01\xab", "an IXIA capture", convert},
	{"BZh", "compressed with bzip2", "decompress it with bunzip2"},
	{"\xfd7zXZ\x00", "compressed with xz", "decompress it with unxz"},
	{"\x04\x22\x4d\x18", "compressed with lz4", "decompress it with unlz4"},
	{"PK\x03\x04", "a zip archive", "unpack it with unzip"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it with 7z x"},
	{"version https://", "a Git LFS pointer", "fetch the capture itself with git lfs pull"},
	{"<!DOCTYPE", "a web page", "fetch the capture itself"},
	{"<!doctype", "a web page", "fetch the capture itself"},
	{"<html", "a web page", "fetch the capture itself"},
}

const convert = "convert it with editcap -F pcapng"

// foreign says what a file is that begins with head.
func foreign(head []byte) *notCapture {
	for _, f := range foreignFormats {
		if hasMagic(head, f.magic) {
			return &notCapture{what: fmt.Sprintf("this is %s, %s", f.what, f.then)}
		}
	}
	return &notCapture{what: "not a capture: neither pcap nor pcapng, plain or compressed with gzip or zstd"}
}

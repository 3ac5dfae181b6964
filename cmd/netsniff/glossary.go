package main

import (
	"bufio"
	"fmt"
	"io"

	"netsniff/dissect"
	"netsniff/dissect/all"
	"netsniff/dissect/registry"
)

// wiresharkTypes are Wireshark's names of types.
var wiresharkTypes = map[dissect.Type]string{
	dissect.Label: "FT_NONE", dissect.Bool: "FT_BOOLEAN", dissect.Uint: "FT_UINT32", dissect.Int: "FT_INT32",
	dissect.Double: "FT_DOUBLE", dissect.String: "FT_STRING", dissect.Octets: "FT_BYTES", dissect.IPv4: "FT_IPv4",
	dissect.IPv6: "FT_IPv6", dissect.Ether: "FT_ETHER", dissect.AbsTime: "FT_ABSOLUTE_TIME",
	dissect.RelTime: "FT_RELATIVE_TIME", dissect.FrameNum: "FT_FRAMENUM",
}

// base is how tshark -G names the base of a number; other fields have none.
func base(f *dissect.Field) string {
	switch {
	case f.Type == dissect.Int || f.Type == dissect.Uint && f.Base == dissect.Dec:
		return "BASE_DEC"
	case f.Type == dissect.Uint && f.Base == dissect.Oct:
		return "BASE_OCT"
	case f.Type == dissect.Uint:
		return "BASE_HEX"
	}
	return ""
}

// writeGlossary prints a report of tshark -G, with tabs between its columns.
func writeGlossary(w io.Writer, what string) error {
	out := bufio.NewWriter(w)
	r := all.Names()
	switch what {
	case "fields":
		writeFields(out, r)
	case "protocols":
		for _, p := range r.Protocols() {
			fmt.Fprintf(out, "%s\t%s\t%s\n", p.Title, p.Column, p.Name)
		}
	case "fieldcount":
		fields := 0
		for _, p := range r.Protocols() {
			fields += len(p.Fields)
		}
		fmt.Fprintf(out, "There are %d header fields registered\n%d protocols\n", fields, len(r.Protocols()))
	default:
		return fmt.Errorf("-G %s: no such report; there are fields, protocols and fieldcount, and for people netsniff fields",
			what)
	}
	return out.Flush()
}

func writeFields(out io.Writer, r *registry.Registry) {
	for _, p := range r.Protocols() {
		fmt.Fprintf(out, "P\t%s\t%s\n", p.Title, p.Name)
		for i := range p.Fields {
			f := &p.Fields[i]
			fmt.Fprintf(out, "F\t%s\t%s\t%s\t%s\t%s\t0x0\t\n", f.Title, f.Name, wiresharkTypes[f.Type], p.Name, base(f))
		}
	}
}

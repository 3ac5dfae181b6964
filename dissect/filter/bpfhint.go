package filter

import "strings"

// capturePrimitives are the words with which capture filters name what a
// number or address is (pcap-filter(7)), with what to write instead of those
// that displayFilter does not treat by name.
var capturePrimitives = map[string]string{
	"host": "", "src": "", "dst": "", "net": "", "port": "", "portrange": "tcp.port in {%}",
	"ether": "eth.addr == %", "gateway": "", "less": "frame.len <= %", "greater": "frame.len >= %",
}

// captureFilterHint returns what to say of a filter that did not compile, if
// it is a capture filter such as "tcp port 80"; else "".
func captureFilterHint(expr string) string {
	words := strings.Fields(strings.NewReplacer("(", " ", ")", " ", "!", " ").Replace(expr))
	for i, w := range words {
		_, ok := capturePrimitives[w]
		if !ok || i+1 >= len(words) || !plainWords(words) {
			continue
		}
		hint := "this looks like a capture filter: give it to --bpf"
		if instead := displayFilter(words); instead != "" {
			hint += ", or write " + instead
		}
		return hint
	}
	return ""
}

// plainWords reports whether there is no sign of a display filter.
func plainWords(words []string) bool {
	for _, w := range words {
		if strings.ContainsAny(w, "=<>\"'{}[]~") || relationWord(w) {
			return false
		}
	}
	return true
}

func relationWord(w string) bool {
	_, ok := relations[w]
	return ok || w == "in"
}

// displayFilter translates a capture filter of one primitive: [tcp|udp]
// [src|dst] port N, [src|dst] host A and the like.
func displayFilter(words []string) string {
	protocol, end := "", ""
	if words[0] == "tcp" || words[0] == "udp" || words[0] == "ip" {
		protocol, words = words[0], words[1:]
	}
	if len(words) > 0 && (words[0] == "src" || words[0] == "dst") {
		end, words = words[0], words[1:]
	}
	switch {
	case len(words) == 1 && end != "":
		return "ip." + end + " == " + words[0]
	case len(words) != 2:
		return ""
	}
	kind, value := words[0], words[1]
	switch {
	case kind == "port" && protocol != "ip":
		field := end + "port == " + value
		if protocol != "" {
			return protocol + "." + field
		}
		return "tcp." + field + " or udp." + field
	case kind == "portrange" && protocol != "" && end == "":
		return protocol + ".port in {" + strings.Replace(value, "-", "..", 1) + "}"
	case (kind == "host" || kind == "net") && end != "":
		return "ip." + end + " == " + value
	case (kind == "host" || kind == "net") && protocol != "tcp" && protocol != "udp":
		return "ip.addr == " + value
	}
	if end != "" || protocol != "" {
		return ""
	}
	return strings.ReplaceAll(capturePrimitives[kind], "%", strings.Replace(value, "-", "..", 1))
}

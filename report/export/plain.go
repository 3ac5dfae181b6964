package export

import (
	"fmt"
	"path"
	"strings"

	"netsniff/dissect/http"
)

// plainName names an object as tshark --export-objects does: by the last segment
// of its URI with the query, with %xx for what file systems refuse. Of several
// with the same name the second is "name(1).ext".
func (e *Exporter) plainName(o *http.Object) string {
	segment := o.URI[strings.LastIndexByte(o.URI, '/')+1:]
	if segment == "" {
		segment = "/"
	}
	var b strings.Builder
	for _, c := range []byte(segment) {
		if c < ' ' || c == 0x7f || strings.IndexByte(`<>:"/\|?*`, c) >= 0 {
			fmt.Fprintf(&b, "%%%02x", c)
			continue
		}
		b.WriteByte(c)
	}
	name := b.String()
	if len(name) > maxPlain {
		name = name[:maxPlain]
	}
	if name == "." || name == ".." {
		name = strings.ReplaceAll(name, ".", "%2e")
	}
	n := e.plain[name]
	if e.plain == nil {
		e.plain = map[string]int{}
	}
	e.plain[name] = n + 1
	if n == 0 {
		return name
	}
	ext := path.Ext(name)
	return fmt.Sprintf("%s(%d)%s", strings.TrimSuffix(name, ext), n, ext)
}

// maxPlain is how long such a name is at most, in bytes.
const maxPlain = 200

package media

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"netsniff/dissect"
)

// body is a message that bears text of a type.
type body struct{ mediaType string }

func (b *body) AppendInfo(dst []byte) []byte                 { return dst }
func (b *body) Bears() string                                { return "" }
func (b *body) MediaType() []byte                            { return []byte(b.mediaType) }
func (b *body) Borne(whole []byte) (content []byte, ok bool) { return whole, true }

var protocols = []*dissect.Protocol{&Text, &Form, &JSON, &XML, &GIF, &PNG, &JPEG, &Other}

// lines returns the summary of a layer and its headings, those with a key behind it.
func lines(p *dissect.Protocol, l *dissect.Layer) string {
	var b strings.Builder
	if o := p.Outline; o != nil {
		if o.Summary != nil {
			b.Write(o.Summary(nil, nil, l))
		}
		var h dissect.Headings
		if o.Headings != nil {
			o.Headings(nil, l, &h)
		}
		for _, x := range h.List {
			fmt.Fprintf(&b, "|%s%s%s", strings.Repeat(" ", x.Depth), strings.TrimPrefix(x.Key, p.Name+".")+"=", x.Text)
		}
	}
	return b.String()
}

func TestLines(t *testing.T) {
	for _, x := range []struct {
		p          *dissect.Protocol
		kind, text string
		want       string
	}{
		{&Text, "text/plain", "a\r\nb\tc\n\nlast", `: text/plain (4 lines)|=a\r\n|=b\tc\n|=\n|=last`},
		{&Form, "f", "name=J%C3%BC+M&a=%2&&b",
			`: f|=Form item: "name" = "Jü M"|=Form item: "a" = "%2"|=Form item: "b" = ""`},
		{&JSON, "j", `{"a": 1, "b": [true, "x\ny", {}]}`,
			": j|object=| member=a|  path_with_value=/a:1|  member_with_value=a:1|  value.number=1|  key=a|  path=/a" +
				"| member=b|  array=|   path_with_value=/b/[]:true|   member_with_value=[]:true|   value.true=true" +
				"|   path_with_value=/b/[]:x\ny|   member_with_value=[]:x\ny|   value.string=x\ny|   object=|  key=b|  path=/b"},
		{&JSON, "j", `[1, 2`, ": j"},
		{&JSON, "j", `"just"`, ": j"},
		{&JSON, "j", `{}[null]`, ": j|object=|array=| path_with_value=/[]:null| member_with_value=[]:null| value.null=null"},
		{&XML, "x", "<?xml version=\"1.0\"?>\n<!DOCTYPE a><a x='1>' y=\"2\">t<b/><c>in</c><![CDATA[<x>]]><d e=\"f\"/></a><!-- c -->",
			"|xmlpi=<?xml version=\"1.0\"?>| attribute=version=\"1.0\"| =?>|doctype=<!DOCTYPE a>|tag=<a x='1>' y=\"2\">| attribute=x='1>'| attribute=y=\"2\">| cdata=t| tag=<b/>| tag=<c>" +
				"|  cdata=in|  =</c>| cdatasection=<![CDATA[<x>]]>| tag=<d e=\"f\"/>|  attribute=e=\"f\"/>| =</a>|comment=<!-- c -->"},
		{&GIF, "g", "GIF89a\x01\x00\x02\x00", ", Version: GIF89a"},
	} {
		l := &dissect.Layer{Protocol: x.p, Message: &body{x.kind}, Bytes: []byte(x.text)}
		if got := lines(x.p, l); got != x.want {
			t.Errorf("%q:\n got %q\nwant %q", x.text, got, x.want)
		}
	}
}

func TestValues(t *testing.T) {
	for _, x := range []struct {
		p                 *dissect.Protocol
		text, field, want string
	}{
		{&JSON, `{"a": {"b": "c"}}`, "json.key", "b a"},
		{&JSON, `{"a": {"b": "c"}}`, "json.path_with_value", "/a/b:c"},
		{&JSON, `[[], {}]`, "json.object", "0"},
		{&XML, "<a><b c='d'/></a>", "xml.tag", "<a> <b c='d'/>"},
		{&Form, "a=b+c&d", "urlencoded-form.value", "b c "},
		{&PNG, "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x10\x00\x00\x00\x20\x08", "png.ihdr.height", "32"},
		{&GIF, "GIF89a\x01\x00\x02\x00", "image-gif.screen.height", "2"},
	} {
		l := &dissect.Layer{Protocol: x.p, Message: &body{}, Bytes: []byte(x.text)}
		var v dissect.Values
		for i := range x.p.Fields {
			if x.p.Fields[i].Name == x.field {
				x.p.Fields[i].Get(nil, l, &v)
			}
		}
		var got []string
		for _, y := range v.List {
			if y.U > 0 || x.field == "json.object" {
				got = append(got, fmt.Sprint(y.U))
			} else {
				got = append(got, string(y.B))
			}
		}
		if text := strings.Join(got, " "); text != x.want {
			t.Errorf("%q: %s is %q, want %q", x.text, x.field, text, x.want)
		}
	}
}

// Trees of what was made to have large ones stop, and say so.
func TestBounds(t *testing.T) {
	for name, x := range map[string]struct {
		p    *dissect.Protocol
		text string
	}{
		"values":     {&JSON, "[" + strings.Repeat("1,", 1<<19) + "1]"},
		"long paths": {&JSON, `{"` + strings.Repeat("k", 1<<19) + `":[` + strings.Repeat("1,", 1<<18) + "1]}"},
		"deep":       {&JSON, strings.Repeat("[", 1<<20)},
		"tags":       {&XML, strings.Repeat("<a/>", 1<<18)},
		"deep tags":  {&XML, strings.Repeat("<a>", 1<<18)},
		"lines":      {&Text, strings.Repeat("\n", 1<<20)},
	} {
		var h dissect.Headings
		x.p.Outline.Headings(nil, &dissect.Layer{Bytes: []byte(x.text)}, &h)
		last, size := h.List[len(h.List)-1], 0
		for _, y := range h.List {
			size += len(y.Text)
		}
		if len(h.List) > maxNodes+2 || size > maxText+len(last.Text) || !bytes.HasPrefix(last.Text, []byte("[…")) {
			t.Errorf("%s: %d headings of %d bytes, the last %.20q", name, len(h.List), size, last.Text)
		}
	}
}

func FuzzMedia(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":null}]}`, "<?xml?><a b='c'>d</a>", "a=b&c=%41", "GIF89a", "a\nb"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, p := range protocols {
			l := &dissect.Layer{Protocol: p, Message: &body{}, Bytes: b}
			once, again := lines(p, l), lines(p, l)
			if once != again {
				t.Errorf("%s differs", p.Name)
			}
			for i := range p.Fields {
				var v dissect.Values
				p.Fields[i].Get(nil, l, &v)
			}
		}
	})
}

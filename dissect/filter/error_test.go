package filter

import (
	"strings"
	"testing"
)

// transcripts are wrong filters, each with all that is said about it.
const transcripts = `
no field or protocol is called "tcp.prt"; did you mean tcp.port?
    tcp.prt == 80
    ^~~~~~~
no field or protocol is called "web.hots"; did you mean web.host?
    web and len(web.hots) > 3
                ^~~~~~~~
no field or protocol is called "WEB"; did you mean web?
    WEB
    ^~~
no field or protocol is called "tcp.dstprt"; did you mean tcp.dstport?
    frame.number == tcp.dstprt
                    ^~~~~~~~~~
no field or protocol is called "zzz.yyyyyy"
    zzz.yyyyyy
    ^~~~~~~~~~
no field is called "tcp.port-1"; to subtract, write tcp.port - 1
    tcp.port-1 == 79
    ^~~~~~~~~~
web.code is a number and cannot be compared with a string
    web.code == "x"
                ^~~
web.code is a number and cannot be compared with a string; write 200 without quotes
    web.code == "200"
                ^~~~~
"x" is not a number
    web.code == x
                ^
"Plane" is neither a number nor the name of a value of web.kind
    web.kind == Plane
                ^~~~~
tcp.port is a number, web.host is text: they cannot be compared
    tcp.port == web.host
    ^~~~~~~~~~~~~~~~~~~~
"300.1.1.1" is not an IPv4 address such as 192.0.2.1 or a network such as 192.0.2.0/24
    ip.addr == 300.1.1.1
               ^~~~~~~~~
the prefix length is at most 32
    ip.addr == 10.0.0.0/33
               ^~~~~~~~~~~
ip.addr is an IPv4 address and cannot be compared with a string; write 10.0.0.1 without quotes
    ip.addr == "10.0.0.1"
               ^~~~~~~~~~
"1:2" is not a hardware address such as 00:00:5e:00:53:01
    eth.addr == 1:2
                ^~~
"GET" is not bytes such as 47:45:54; text stands in double quotes
    tcp contains GET
                 ^~~
bytes are hexadecimal: write 0xac for the number 172
    ip.src[0] == 172
                 ^~~
"yesterday" is not a point in time such as "2006-01-02 15:04:05.123" or "2006-01-02T15:04:05Z"
    frame.time > "yesterday"
                 ^~~~~~~~~~~
"maybe" is not true, false or a number
    tcp.flags.syn == maybe
                     ^~~~~
web.mark has no value to compare; alone it tests whether it is there
    web.mark == 1
    ^~~~~~~~
this "{" is never closed
    tcp.port in {80, 443
                ^
this "{" is never closed
    tcp.port in {80,
                ^
this "(" is never closed
    (tcp or web
    ^
expected a comma or ")", found ">"
    len(web.host > 3
                 ^
this "(" is never closed
    len(web.host
       ^
this "[" is never closed
    web.host[0:3 == "www"
            ^
the quote of this string is never closed
    web.host == "abc
                ^~~~
the quote of this string is never closed
    web.host == r"abc\"
                ^~~~~~~
the quote of this character is never closed
    web.host == 'a
                ^~
a character constant is one byte; strings stand in double quotes
    web.host == 'ab'
                ^~~~
\d is not an escape sequence; write \\ for a backslash, or a raw string r"…"
    web.host matches "\d"
                      ^~
the regular expression is invalid: missing closing ]: [a
    web.host matches "[a"
                     ^~~~
the regular expression is invalid: looking ahead or behind is not supported
    web.host matches "a(?=b)"
                     ^~~~~~~~
matches wants a regular expression in double quotes on its right
    web.host matches abc
                     ^~~
tcp.port is a number: matches works on text and bytes; string(…) makes text of it
    tcp.port matches "8"
    ^~~~~~~~
tcp.port is a number: only text, bytes and addresses can be sliced
    tcp.port[0] == 1
    ^~~~~~~~
"1;2" is not a range; there are [i:length], [i-j], [i], [:length] and [i:]
    web.host[0,1;2] == 1
               ^~~
the range ends before it begins
    web.host[3-1] == 1
             ^~~
the length of a range must be positive
    web.host[1:0] == 1
             ^~~
# wants the number of a layer, or [ranges] of them
    tcp.port#x
            ^~
no function is called "lenn"; there are len, count, lower, upper, string, max, min and abs
    lenn(web.host) > 1
    ^~~~
a function is not there or absent: compare what it returns, as in len(…) > 0
    len(web.host)
    ^~~~~~~~~~~~~
len wants one argument
    len(web.host, web.method) > 1
    ^~~~~~~~~~~~~~~~~~~~~~~~~
web.host is text: it cannot be calculated with "+"
    web.host + 1 == 3
    ^~~~~~~~~~~~
"=" is not an operator; did you mean "=="?
    tcp.port = 80
             ^
the filter ends where a field or value should follow
    tcp.port ==
               ^
the filter ends where a field or value should follow
    tcp and
           ^
expected and, or, or the end of the filter, found "udp"
    tcp udp
        ^~~
expected a set in braces such as {80, 8000..8080}, found "80"
    tcp.port in 80
                ^~
expected a field or value, found ")"
    tcp or )
           ^
"not" stands before a test, or before in
    tcp.port not == 80
             ^~~
the filter ends where a comparison should follow
    any tcp.port
                ^
"80" is a constant where a field or function must stand
    80 == 80
    ^~
no field or protocol is called "tcp.portt"; did you mean tcp.port?
    web.host == "é→" and tcp.portt
                         ^~~~~~~~~
text beyond ASCII must stand in double quotes
    web.host == é
                ^
this looks like a capture filter: give it to --bpf, or write tcp.port == 80
    tcp port 80
    ^~~~~~~~~~~
this looks like a capture filter: give it to --bpf, or write ip.addr == 192.0.2.1
    host 192.0.2.1
    ^~~~~~~~~~~~~~
this looks like a capture filter: give it to --bpf, or write tcp.port == 53 or udp.port == 53
    port 53
    ^~~~~~~
this looks like a capture filter: give it to --bpf, or write udp.dstport == 53
    udp dst port 53
    ^~~~~~~~~~~~~~~
this looks like a capture filter: give it to --bpf
    not (src host 192.0.2.1 and dst port 80)
    ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
`

func TestErrors(t *testing.T) {
	lines := strings.Split(strings.Trim(transcripts, "\n"), "\n")
	for i := 0; i+2 < len(lines); i += 3 {
		expr := strings.TrimSpace(lines[i+1])
		want := strings.Join(lines[i:i+3], "\n")
		_, err := Compile(expr, known)
		if err == nil {
			t.Errorf("%s: no error", expr)
		} else if err.Error() != want {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
}

func TestErrorsHoldOnePlainLineEach(t *testing.T) {
	for _, expr := range []string{"tcp\n\x1b[31m ==", "\"a\x1b\n\" == tcp.\x7f", strings.Repeat("(", 1000),
		strings.Repeat("not ", 1000) + "tcp", strings.Repeat("a", maxLength+1)} {
		_, err := Compile(expr, known)
		if err == nil {
			t.Fatalf("%.20q: no error", expr)
		}
		if text := err.Error(); strings.Count(text, "\n") != 2 || strings.ContainsAny(text, "\x1b\x7f") {
			t.Errorf("%.40q: %q", expr, text)
		}
	}
}

// Package status names the status codes of HTTP, which all its versions have in common.
package status

import (
	"strconv"

	"netsniff/dissect/text"
)

// names are the registered status codes
// (https://www.iana.org/assignments/http-status-codes).
var names = map[uint16]string{
	100: "Continue", 101: "Switching Protocols", 102: "Processing", 103: "Early Hints",
	200: "OK", 201: "Created", 202: "Accepted", 203: "Non-authoritative Information", 204: "No Content",
	205: "Reset Content", 206: "Partial Content", 207: "Multi-Status", 208: "Already Reported", 226: "IM Used",
	300: "Multiple Choices", 301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
	305: "Use Proxy", 307: "Temporary Redirect", 308: "Permanent Redirect",
	400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
	405: "Method Not Allowed", 406: "Not Acceptable", 407: "Proxy Authentication Required", 408: "Request Time-out",
	409: "Conflict", 410: "Gone", 411: "Length Required", 412: "Precondition Failed", 413: "Request Entity Too Large",
	414: "Request-URI Too Long", 415: "Unsupported Media Type", 416: "Requested Range Not Satisfiable",
	417: "Expectation Failed", 418: "I'm a teapot", 421: "Misdirected Request", 422: "Unprocessable Entity",
	423: "Locked", 424: "Failed Dependency", 425: "Too Early", 426: "Upgrade Required", 428: "Precondition Required",
	429: "Too Many Requests", 431: "Request Header Fields Too Large", 451: "Unavailable For Legal Reasons",
	500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
	504: "Gateway Time-out", 505: "HTTP Version not supported", 507: "Insufficient Storage",
	508: "Loop Detected", 511: "Network Authentication Required",
}

// classNames are what a code means by its first digit alone (RFC 9110 §15).
var classNames = [...]string{
	1: "Informational - Others", 2: "Success - Others", 3: "Redirection - Others",
	4: "Client Error - Others", 5: "Server Error - Others",
}

// Name names a status code, "" for codes that no class has.
func Name(code uint64) string {
	if code > 999 {
		return ""
	}
	if s := names[uint16(code)]; s != "" {
		return s
	}
	if c := code / 100; c < uint64(len(classNames)) {
		return classNames[c]
	}
	return ""
}

// Text names a status code in three digits, "" if it is none.
func Text(code string) string {
	n, err := strconv.ParseUint(code, 10, 16)
	if err != nil {
		return ""
	}
	return Name(n)
}

// Append appends a code as it was sent, escaped, and its name.
func Append(dst []byte, code string) []byte {
	dst = text.AppendText(dst, []byte(code))
	if name := Text(code); name != "" {
		dst = append(append(dst, ' '), name...)
	}
	return dst
}

// Cacheable reports whether a cache may guess how long a reply with the code is good for
// if nothing says so (RFC 9110 §15.1).
func Cacheable(code uint16) bool {
	switch code {
	case 200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501:
		return true
	}
	return false
}

package http

import "netsniff/dissect/text"

// inflateLimit is how much of a body is decoded for its row.
func inflateLimit(contentType []byte) int {
	if text.HasPrefixFold(contentType, "multipart/") {
		return maxBody
	}
	return prefixLen
}

package reassembly

// TCP sequence numbers are compared modulo 2^32 (RFC 9293 §3.4).

// Before reports whether sequence number a comes before b.
func Before(a, b uint32) bool { return int32(a-b) < 0 }

// After reports whether sequence number a comes after b.
func After(a, b uint32) bool { return int32(a-b) > 0 }

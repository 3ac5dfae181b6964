package smb2

// layout says where the body of a message has what: offsets from its beginning, 0 where it
// has none.
type layout struct {
	size int  // of what stands at fixed places
	file int8 // the identifier of a file
	name int8 // offset and length of a name, pattern or path
	data int8 // where the offset of data stands
}

// requests are the layouts of requests ([MS-SMB2] §2.2.3 to §2.2.39).
var requests = [numberCommands]layout{
	Negotiate: {size: 36}, SessionSetup: {size: 24, data: 12}, Logoff: {size: 4}, TreeConnect: {size: 8, name: 4},
	TreeDisconnect: {size: 4},
	Create:         {size: 56, name: 44}, Close: {size: 24, file: 8}, Flush: {size: 24, file: 8}, Read: {size: 48, file: 16},
	Write: {size: 48, file: 16, data: 2}, Lock: {size: 24, file: 8}, Control: {size: 56, file: 8, data: 24},
	Cancel: {size: 4}, Echo: {size: 4},
	QueryDirectory: {size: 32, file: 8, name: 24}, ChangeNotify: {size: 32, file: 8}, QueryInfo: {size: 40, file: 24},
	SetInfo: {size: 32, file: 16, data: 8}, OplockBreak: {size: 24, file: 8},
}

// responses are those of responses that bring what was asked for.
var responses = [numberCommands]layout{
	Negotiate: {size: 64, data: 56}, SessionSetup: {size: 8, data: 4}, Logoff: {size: 4}, TreeConnect: {size: 16},
	TreeDisconnect: {size: 4},
	Create:         {size: 88, file: 64}, Close: {size: 60}, Flush: {size: 4}, Read: {size: 16, data: 2}, Write: {size: 16},
	Lock:    {size: 4},
	Control: {size: 48, file: 8, data: 32}, Cancel: {size: 4}, Echo: {size: 4}, QueryDirectory: {size: 8, data: 2},
	ChangeNotify: {size: 8, data: 2},
	QueryInfo:    {size: 8, data: 2}, SetInfo: {size: 2}, OplockBreak: {size: 24, file: 8},
}

// failure is that of a response that brings an error alone ([MS-SMB2] §2.2.2): its
// structure is said to be as long as that of some others.
var failure = layout{size: 8}

const failureSize = 9

// leaseBreak is that of a message that tells of a lease, not of an oplock ([MS-SMB2] §2.2.23.2).
var leaseBreak = layout{size: 36}

// leaseSizes are what such messages say of their length: the server's notification and the
// others.
const (
	leaseNotification = 44
	leaseAcknowledged = 36
)

// fails reports whether a body is that of an error.
func fails(h *Head, body []byte) bool {
	if !h.IsResponse() || h.Status == 0 || len(body) < 2 || le.Uint16(body) != failureSize {
		return false
	}
	switch h.Command {
	case SessionSetup, QueryDirectory, ChangeNotify, QueryInfo:
		return false // as long where they bring what was asked for
	}
	return true
}

// layoutOf returns the layout of the body of a message.
func layoutOf(h *Head, body []byte) layout {
	switch {
	case h.Command >= numberCommands:
		return layout{}
	case fails(h, body):
		return failure
	case h.Command == OplockBreak && len(body) >= 2 &&
		(le.Uint16(body) == leaseNotification || le.Uint16(body) == leaseAcknowledged):
		return leaseBreak
	case h.IsResponse():
		return responses[h.Command]
	}
	return requests[h.Command]
}

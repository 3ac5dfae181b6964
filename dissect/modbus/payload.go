package modbus

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

// Payload is the PDU of a message. Borrowed until the frame has been reported.
type Payload struct {
	Dir     dissect.Dir
	Request uint32 // the frame of the request that it answers; 0 if none was seen
	Since   int64  // then, in nanoseconds

	reference uint16 // of the request
	reader    parts.Reader
}

// Parts implements parts.Message.
func (p *Payload) Parts() *parts.Reader { return &p.reader }

// AppendInfo appends nothing: the header speaks for it.
func (p *Payload) AppendInfo(dst []byte) []byte { return dst }

// ReadAll implements parts.Message.
func (p *Payload) ReadAll(r *parts.Reader) {
	first := r.Uint("", 1)
	r.NoteBits("modbus.func_code", 0, 1, first, 0x7f)
	if p.Request != 0 {
		r.Note("modbus.request_frame", 0, 0, uint64(p.Request))
		r.Note("modbus.response_time", 0, 0, uint64(p.Since))
	}
	switch f := Function(first); {
	case f&failed != 0:
		r.Uint("modbus.exception_code", 1)
	case f == diagnostics:
		r.Uint("modbus.diagnostic_code", 2)
		r.Octets("modbus.data", r.Left())
	case p.Dir == dissect.ToServer:
		readQuery(r, f)
	default:
		p.readResponse(r, f)
	}
}

// readQuery reads what a request says behind its function.
func readQuery(r *parts.Reader, f Function) {
	switch f {
	case 1, 2:
		r.Uint("modbus.reference_num", 2)
		r.Uint("modbus.bit_cnt", 2)
	case 3, 4:
		r.Uint("modbus.reference_num", 2)
		r.Uint("modbus.word_cnt", 2)
	case 5, 6:
		readSingle(r, f)
	case 15, 16:
		r.Uint("modbus.reference_num", 2)
		if f == 15 {
			r.Uint("modbus.bit_cnt", 2)
		} else {
			r.Uint("modbus.word_cnt", 2)
		}
		r.Uint("modbus.byte_cnt", 1)
		readData(r, f == 16)
	case 22:
		readMask(r)
	case 23:
		r.Uint("modbus.read_reference_num", 2)
		r.Uint("modbus.read_word_cnt", 2)
		r.Uint("modbus.write_reference_num", 2)
		r.Uint("modbus.write_word_cnt", 2)
		r.Uint("modbus.byte_cnt", 1)
		readData(r, true)
	case 24:
		r.Uint("modbus.reference_num", 2)
	case transport:
		if r.Uint("modbus.mei", 1) == deviceIdentification {
			r.Uint("modbus.read_device_id", 1)
			r.Uint("modbus.object_id", 1)
		}
	default:
		readData(r, false)
	}
}

// deviceIdentification is the transport of who a device is.
const deviceIdentification = 14

func readMask(r *parts.Reader) {
	r.Uint("modbus.reference_num", 2)
	r.Uint("modbus.and_mask", 2)
	r.Uint("modbus.or_mask", 2)
}

// readSingle reads a reference and the value of a coil or of a register.
func readSingle(r *parts.Reader, f Function) {
	r.Uint("modbus.reference_num", 2)
	if f == 6 {
		r.Uint("modbus.regval_uint16", 2)
		return
	}
	r.Octets("modbus.data", min(2, r.Left()))
}

// readData reads values: registers, or coils of eight to a byte.
func readData(r *parts.Reader, registers bool) {
	for registers && r.Left() >= 2 {
		r.Uint("modbus.regval_uint16", 2)
	}
	if r.Left() > 0 {
		r.Octets("modbus.data", r.Left())
	}
}

// readResponse reads what a response says behind its function.
func (p *Payload) readResponse(r *parts.Reader, f Function) {
	switch f {
	case 1, 2:
		r.Uint("modbus.byte_cnt", 1)
		readData(r, false)
	case 3, 4, 23:
		r.Uint("modbus.byte_cnt", 1)
		for n := p.reference; r.Left() >= 2; n++ {
			if p.Request != 0 {
				r.Note("modbus.regnum16", r.Off, 2, uint64(n))
			}
			r.Uint("modbus.regval_uint16", 2)
		}
	case 5, 6:
		readSingle(r, f)
	case 15:
		r.Uint("modbus.reference_num", 2)
		r.Uint("modbus.bit_cnt", 2)
	case 16:
		r.Uint("modbus.reference_num", 2)
		r.Uint("modbus.word_cnt", 2)
	case 22:
		readMask(r)
	case transport:
		readTransport(r)
	default:
		readData(r, false)
	}
}

func readTransport(r *parts.Reader) {
	if r.Uint("modbus.mei", 1) != deviceIdentification {
		readData(r, false)
		return
	}
	r.Uint("modbus.read_device_id", 1)
	r.Uint("modbus.conformity_level", 1)
	r.Uint("modbus.more_follows", 1)
	r.Uint("modbus.next_object_id", 1)
	for n := r.Uint("modbus.num_objects", 1); n > 0 && r.Left() > 0; n-- {
		r.Uint("modbus.object_id", 1)
		r.Counted("modbus.objects_len", "modbus.object_str_value", 1)
	}
}

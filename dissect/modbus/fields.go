package modbus

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var headerFields = parts.Fields([]dissect.Field{
	{Name: "mbtcp.trans_id", Title: "Transaction Identifier", Type: dissect.Uint},
	{Name: "mbtcp.prot_id", Title: "Protocol Identifier", Type: dissect.Uint},
	{Name: "mbtcp.len", Title: "Length", Type: dissect.Uint},
	{Name: "mbtcp.unit_id", Title: "Unit Identifier", Type: dissect.Uint},
})

var fields = parts.Fields([]dissect.Field{
	{Name: "modbus.request_frame", Title: "Request Frame", Type: dissect.FrameNum},
	{Name: "modbus.response_time", Title: "Time from request", Type: dissect.RelTime},
	{Name: "modbus.func_code", Title: "Function Code", Type: dissect.Uint, Names: functionNames.Name},
	{Name: "modbus.reference_num", Title: "Reference Number", Type: dissect.Uint},
	{Name: "modbus.read_reference_num", Title: "Read Reference Number", Type: dissect.Uint},
	{Name: "modbus.write_reference_num", Title: "Write Reference Number", Type: dissect.Uint},
	{Name: "modbus.word_cnt", Title: "Word Count", Type: dissect.Uint},
	{Name: "modbus.read_word_cnt", Title: "Read Word Count", Type: dissect.Uint},
	{Name: "modbus.write_word_cnt", Title: "Write Word Count", Type: dissect.Uint},
	{Name: "modbus.bit_cnt", Title: "Bit Count", Type: dissect.Uint},
	{Name: "modbus.byte_cnt", Title: "Byte Count", Type: dissect.Uint},
	{Name: "modbus.exception_code", Title: "Exception Code", Type: dissect.Uint, Names: exceptionNames.Name},
	{Name: "modbus.diagnostic_code", Title: "Diagnostic Code", Type: dissect.Uint, Names: diagnosticNames.Name},
	{Name: "modbus.and_mask", Title: "AND mask", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "modbus.or_mask", Title: "OR mask", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "modbus.data", Title: "Data", Type: dissect.Octets},
	{Name: "modbus.mei", Title: "MEI type", Type: dissect.Uint, Names: transportNames.Name},
	{Name: "modbus.read_device_id", Title: "Read Device ID", Type: dissect.Uint},
	{Name: "modbus.object_id", Title: "Object ID", Type: dissect.Uint},
	{Name: "modbus.num_objects", Title: "Number of Objects", Type: dissect.Uint},
	{Name: "modbus.objects_len", Title: "Object length", Type: dissect.Uint},
	{Name: "modbus.conformity_level", Title: "Conformity Level", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "modbus.more_follows", Title: "More Follows", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "modbus.next_object_id", Title: "Next Object ID", Type: dissect.Uint},
	{Name: "modbus.object_str_value", Title: "Object String Value", Type: dissect.String},
	{Name: "modbus.regnum16", Title: "Register Number", Type: dissect.Uint},
	{Name: "modbus.regval_uint16", Title: "Register Value (UINT16)", Type: dissect.Uint},
})

var functionNames = parts.Names{
	1: "Read Coils", 2: "Read Discrete Inputs", 3: "Read Holding Registers", 4: "Read Input Registers",
	5: "Write Single Coil", 6: "Write Single Register", 7: "Read Exception Status", 8: "Diagnostics",
	11: "Get Comm. Event Counters", 12: "Get Comm. Event Log", 15: "Write Multiple Coils",
	16: "Write Multiple Registers", 17: "Report Slave ID", 20: "Read File Record", 21: "Write File Record",
	22: "Mask Write Register", 23: "Read Write Register", 24: "Read FIFO Queue",
	43: "Encapsulated Interface Transport", 90: "Unity (Schneider)",
}

var diagnosticNames = parts.Names{
	0: "Return Query Data", 1: "Restart Communications Option", 2: "Return Diagnostic Register",
	3: "Change ASCII Input Delimiter", 4: "Force Listen Only Mode", 10: "Clear Counters and Diagnostic Register",
	11: "Return Bus Message Count", 12: "Return Bus Communication Error Count",
	13: "Return Bus Exception Error Count", 14: "Return Slave Message Count", 15: "Return Slave No Response Count",
	16: "Return Slave NAK Count", 17: "Return Slave Busy Count", 18: "Return Bus Character Overrun Count",
	20: "Clear Overrun Counter and Flag",
}

var transportNames = parts.Names{
	13: "CANopen Request/Response ", 14: "Read Device Identification",
}

var exceptionNames = parts.Names{
	1: "Illegal function", 2: "Illegal data address", 3: "Illegal data value", 4: "Slave device failure",
	5: "Acknowledge", 6: "Slave device busy", 8: "Memory parity error", 10: "Gateway path unavailable",
	11: "Gateway target device failed to respond",
}

var outline = dissect.Outline{Sorted: true, Computed: []string{"modbus.request_frame", "modbus.response_time"}}

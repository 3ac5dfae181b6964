package dnp3

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "dnp3.start", Title: "Start Bytes", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "dnp3.len", Title: "Length", Type: dissect.Uint},
	{Name: "dnp3.ctl", Title: "Control", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "dnp3.ctl.prifunc", Title: "Control Function Code", Type: dissect.Uint, Names: primaryNames.Name},
	{Name: "dnp3.ctl.secfunc", Title: "Control Function Code", Type: dissect.Uint, Names: secondaryNames.Name},
	{Name: "dnp3.ctl.dir", Title: "Direction", Type: dissect.Bool},
	{Name: "dnp3.ctl.prm", Title: "Primary", Type: dissect.Bool},
	{Name: "dnp3.ctl.fcb", Title: "Frame Count Bit", Type: dissect.Bool},
	{Name: "dnp3.ctl.fcv", Title: "Frame Count Valid", Type: dissect.Bool},
	{Name: "dnp3.ctl.dfc", Title: "Data Flow Control", Type: dissect.Bool},
	{Name: "dnp3.dst", Title: "Destination", Type: dissect.Uint},
	{Name: "dnp3.src", Title: "Source", Type: dissect.Uint},
	{Name: "dnp3.hdr.CRC", Title: "Data Link Header checksum", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "dnp3.tr.ctl", Title: "Transport Control", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "dnp3.tr.fin", Title: "Final", Type: dissect.Bool},
	{Name: "dnp3.tr.fir", Title: "First", Type: dissect.Bool},
	{Name: "dnp3.tr.seq", Title: "Sequence", Type: dissect.Uint},
	{Name: "dnp3.al.ctl", Title: "Application Control", Type: dissect.Uint, Base: dissect.Hex2},
	{Name: "dnp3.al.fir", Title: "First", Type: dissect.Bool},
	{Name: "dnp3.al.fin", Title: "Final", Type: dissect.Bool},
	{Name: "dnp3.al.con", Title: "Confirm", Type: dissect.Bool},
	{Name: "dnp3.al.uns", Title: "Unsolicited", Type: dissect.Bool},
	{Name: "dnp3.al.seq", Title: "Sequence", Type: dissect.Uint},
	{Name: "dnp3.al.func", Title: "Application Layer Function Code", Type: dissect.Uint, Names: functionNames.Name},
	{Name: "dnp3.al.iin", Title: "Internal Indications", Type: dissect.Uint, Base: dissect.Hex4},
	{Name: "dnp3.al.iin.bmsg", Title: "Broadcast Msg Rx", Type: dissect.Bool},
	{Name: "dnp3.al.iin.cls1d", Title: "Class 1 Data Available", Type: dissect.Bool},
	{Name: "dnp3.al.iin.cls2d", Title: "Class 2 Data Available", Type: dissect.Bool},
	{Name: "dnp3.al.iin.cls3d", Title: "Class 3 Data Available", Type: dissect.Bool},
	{Name: "dnp3.al.iin.tsr", Title: "Time Sync Required", Type: dissect.Bool},
	{Name: "dnp3.al.iin.dol", Title: "Digital Outputs in Local", Type: dissect.Bool},
	{Name: "dnp3.al.iin.dt", Title: "Device Trouble", Type: dissect.Bool},
	{Name: "dnp3.al.iin.rst", Title: "Device Restart", Type: dissect.Bool},
	{Name: "dnp3.al.iin.fcni", Title: "Function Code not implemented", Type: dissect.Bool},
	{Name: "dnp3.al.iin.obju", Title: "Requested Objects Unknown", Type: dissect.Bool},
	{Name: "dnp3.al.iin.pioor", Title: "Parameters Invalid or Out of Range", Type: dissect.Bool},
	{Name: "dnp3.al.iin.ebo", Title: "Event Buffer Overflow", Type: dissect.Bool},
	{Name: "dnp3.al.iin.oae", Title: "Operation Already Executing", Type: dissect.Bool},
	{Name: "dnp3.al.iin.cc", Title: "Configuration Corrupt", Type: dissect.Bool},
})

var functionNames = parts.Names{
	0: "Confirm", 1: "Read", 2: "Write", 3: "Select", 4: "Operate", 5: "Direct Operate",
	6: "Direct Operate No Ack", 7: "Immediate Freeze", 8: "Immediate Freeze No Ack", 9: "Freeze and Clear",
	10: "Freeze and Clear No ACK", 11: "Freeze With Time", 12: "Freeze With Time No ACK", 13: "Cold Restart",
	14: "Warm Restart", 15: "Initialize Data", 16: "Initialize Application", 17: "Start Application",
	18: "Stop Application", 19: "Save Configuration", 20: "Enable Spontaneous Messages",
	21: "Disable Spontaneous Messages", 22: "Assign Classes", 23: "Delay Measurement", 24: "Record Current Time",
	25: "Open File", 26: "Close File", 27: "Delete File", 28: "Get File Info", 29: "Authenticate File",
	30: "Abort File", 31: "Activate Config", 32: "Authentication Request", 33: "Authentication Error",
	129: "Response", 130: "Unsolicited Response", 131: "Authentication Response",
}

var primaryNames = parts.Names{
	0: "Reset of Remote Link", 1: "Reset of User Process", 2: "Test Function For Link", 3: "User Data",
	4: "Unconfirmed User Data", 9: "Request Link Status",
}

var secondaryNames = parts.Names{
	0: "ACK", 1: "NACK", 11: "Status of Link", 14: "Link Service Not Functioning",
	15: "Link Service Not Used or Implemented",
}

var outline = dissect.Outline{Sorted: true}

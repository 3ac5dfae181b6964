package smb2

import (
	_ "embed"

	"netsniff/dissect/text"
	"netsniff/dissect/windows"
)

// findLevels are what is asked of the entries of a directory ([MS-SMB2] §2.2.33, [MS-FSCC]
// §2.4).
var findLevels = map[uint8]string{
	1: "SMB2_FIND_DIRECTORY_INFO", 2: "SMB2_FIND_FULL_DIRECTORY_INFO", 3: "SMB2_FIND_BOTH_DIRECTORY_INFO",
	4:  "SMB2_FIND_INDEX_SPECIFIED",
	12: "SMB2_FIND_NAME_INFO", 37: "SMB2_FIND_ID_BOTH_DIRECTORY_INFO", 38: "SMB2_FIND_ID_FULL_DIRECTORY_INFO",
	100: "SMB2_FIND_POSIX_INFO",
}

// Class is what a query or a change of information is about ([MS-SMB2] §2.2.37).
type Class uint8

// Classes.
const (
	FileInfo Class = 1 + iota
	FilesystemInfo
	SecurityInfo
	QuotaInfo
)

var classNames = [...]string{FileInfo: "FILE_INFO", FilesystemInfo: "FS_INFO", SecurityInfo: "SEC_INFO",
	QuotaInfo: "QUOTA_INFO"}

// String returns the name of the class, "" of one that was not assigned.
func (c Class) String() string {
	if int(c) < len(classNames) {
		return classNames[c]
	}
	return ""
}

// renameLevel is the level of a file by which it is renamed.
const renameLevel = 10

// fileLevels and the next are those of [MS-FSCC] §2.4 and §2.5.
var fileLevels = map[uint8]string{
	4: "SMB2_FILE_BASIC_INFO", 5: "SMB2_FILE_STANDARD_INFO", 6: "SMB2_FILE_INTERNAL_INFO", 7: "SMB2_FILE_EA_INFO",
	8:           "SMB2_FILE_ACCESS_INFO",
	renameLevel: "SMB2_FILE_RENAME_INFO", 13: "SMB2_FILE_DISPOSITION_INFO", 14: "SMB2_FILE_POSITION_INFO",
	15: "SMB2_FILE_FULL_EA_INFO",
	16: "SMB2_FILE_MODE_INFO", 17: "SMB2_FILE_ALIGNMENT_INFO", 18: "SMB2_FILE_ALL_INFO", 19: "SMB2_FILE_ALLOCATION_INFO",
	20: "SMB2_FILE_ENDOFFILE_INFO", 21: "SMB2_FILE_ALTERNATE_NAME_INFO", 22: "SMB2_FILE_STREAM_INFO",
	23: "SMB2_FILE_PIPE_INFO",
	28: "SMB2_FILE_COMPRESSION_INFO", 34: "SMB2_FILE_NETWORK_OPEN_INFO", 35: "SMB2_FILE_ATTRIBUTE_TAG_INFO",
	48:  "SMB2_FILE_NORMALIZED_NAME_INFO",
	100: "SMB2_FILE_POSIX_INFO",
}

var filesystemLevels = [...]string{
	1: "FileFsVolumeInformation", "FileFsLabelInformation", "FileFsSizeInformation", "FileFsDeviceInformation",
	"FileFsAttributeInformation",
	"FileFsControlInformation", "FileFsFullSizeInformation", "FileFsObjectIdInformation", "FileFsDriverPathInformation",
	"FileFsVolumeFlagsInformation", "FileFsSectorSizeInformation",
}

// levelName returns the name of a level of a class, "" if it has none.
func levelName(c Class, level uint8) string {
	switch {
	case c == FileInfo:
		return fileLevels[level]
	case c == FilesystemInfo && int(level) < len(filesystemLevels):
		return filesystemLevels[level]
	case c == SecurityInfo && level == 0:
		return "SMB2_SEC_INFO_00"
	}
	return ""
}

// appendLevel appends "FILE_INFO/SMB2_FILE_ALL_INFO".
func appendLevel(dst []byte, c Class, level uint8) []byte {
	dst = appendNamed(dst, c.String(), "(Class:0x", uint8(c))
	return appendNamed(append(dst, '/'), levelName(c, level), "(Level:0x", level)
}

// appendNamed appends a name, or a number if there is none.
func appendNamed(dst []byte, name, before string, code uint8) []byte {
	if name != "" {
		return append(dst, name...)
	}
	return append(text.AppendHex(append(dst, before...), uint64(code), 2), ')')
}

// controls are the names of control codes ([MS-SMB2] §2.2.31, [MS-FSCC] §2.3).
//
//go:embed control.txt
var controls windows.Names

// Control codes that are looked into.
const (
	pipeWait       = 0x00110018 // wait for a pipe to be free
	pipeTransceive = 0x0011c017 // write to a pipe and read the answer
	getReferrals   = 0x00060194 // where a path of a distributed file system leads ([MS-DFSC] §2.2)
	getReferralsEx = 0x000601b0
)

// devices are the kinds of devices that control codes are of ([MS-FSCC] §2.3).
var devices = [...]string{
	1: "BEEP", "CD_ROM", "CD_ROM_FILE_SYSTEM", "CONTROLLER", "DATALINK", "DFS", "DISK", "DISK_FILE_SYSTEM",
	"FILE_SYSTEM", "INPORT_PORT",
	"KEYBOARD", "MAILSLOT", "MIDI_IN", "MIDI_OUT", "MOUSE", "MULTI_UNC_PROVIDER", "NAMED_PIPE", "NETWORK", "NETWORK_BROWSER",
	"NETWORK_FILE_SYSTEM", "NULL", "PARALLEL_PORT", "PHYSICAL_NETCARD", "PRINTER", "SCANNER", "SERIAL_MOUSE_PORT",
	"SERIAL_PORT", "SCREEN",
	"SOUND", "STREAMS", "TAPE", "TAPE_FILE_SYSTEM", "TRANSPORT", "UNKNOWN", "VIDEO", "VIRTUAL_DISK", "WAVE_IN",
	"WAVE_OUT", "8042_PORT",
	"NETWORK_REDIRECTOR", "BATTERY", "BUS_EXTENDER", "MODEM", "VDM", "MASS_STORAGE", "SMB", "KS", "CHANGER",
	"SMARTCARD", "ACPI", "DVD",
	"FULLSCREEN_VIDEO", "DFS_FILE_SYSTEM", "DFS_VOLUME", "SERENUM", "TERMSRV", "KSEC",
}

// appendControl appends the name of a control code, or what it is of: "NETWORK Function:0x0d15".
func appendControl(dst []byte, code uint32) []byte {
	if name := controls.Find(code); name != "" {
		return append(dst, name...)
	}
	name := "Unknown"
	if device := code >> 16; device > 0 && int(device) < len(devices) {
		name = devices[device]
		dst = append(dst, name...)
	} else {
		dst = text.AppendHex(append(append(dst, name...), " (0x"...), uint64(device), 8)
		dst = append(dst, ')')
	}
	const functionBits = 12
	return text.AppendHex(append(dst, " Function:0x"...), uint64(code>>2&(1<<functionBits-1)), 4)
}

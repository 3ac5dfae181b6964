package wlan

func kindName(u uint64) string { return Kind(u).String() }

func typeName(u uint64) string {
	return [...]string{"Management frame", "Control frame", "Data frame", "Extension frame"}[u&3]
}

func dsName(u uint64) string {
	return [...]string{
		"Not leaving DS or network is operating in AD-HOC mode (To DS: 0 From DS: 0)",
		"Frame from STA to DS via an AP (To DS: 1 From DS: 0)",
		"Frame from DS to a STA via AP(To DS: 0 From DS: 1)",
		"WDS (AP to AP) or Mesh (MP to MP) Frame (To DS: 1 From DS: 1)",
	}[u&3]
}

// words returns what names a flag that is not set and one that is.
func words(no, yes string) func(uint64) string {
	return func(u uint64) string { return [...]string{no, yes}[u&1] }
}

func algorithmName(u uint64) string {
	switch u {
	case 0:
		return "Open System"
	case 1:
		return "Shared key"
	case 2:
		return "Fast BSS Transition"
	case 3:
		return "Simultaneous Authentication of Equals (SAE)"
	}
	return "Unknown"
}

// statusNames are those that are met (IEEE 802.11-2020 table 9-50).
var statusNames = map[uint64]string{
	0: "Successful", 1: "Unspecified failure",
	10: "Cannot support all requested capabilities in the Capability Information field",
	12: "Association denied due to reason outside the scope of this standard",
	17: "Association denied because AP is unable to handle additional associated STAs",
	30: "Association request rejected temporarily; Try again later", 76: "Anti-clogging token required",
	126: "SAE authentication uses direct hashing",
}

func statusName(u uint64) string {
	if name := statusNames[u]; name != "" {
		return name
	}
	return "Reserved"
}

// reasonNames are those that are met (IEEE 802.11-2020 table 9-49).
var reasonNames = map[uint64]string{
	1: "Unspecified reason", 2: "Previous authentication no longer valid",
	3: "Deauthenticated because sending STA is leaving (or has left) the IBSS or ESS", 4: "Disassociated due to inactivity",
	5: "Disassociated because AP is unable to handle all currently associated STAs",
	6: "Class 2 frame received from nonauthenticated STA",
	7: "Class 3 frame received from nonassociated STA", 8: "Disassociated because sending STA is leaving (or has left) BSS",
	9: "STA requesting (re)association is not authenticated with responding STA", 14: "Message integrity code (MIC) failure",
	15: "4-way handshake timeout", 16: "Group key handshake timeout",
}

func reasonName(u uint64) string {
	if name := reasonNames[u]; name != "" {
		return name
	}
	return "Reserved"
}

func cipherName(u uint64) string {
	names := [...]string{"NONE", "WEP (40-bit)", "TKIP", "Reserved", "AES (CCM)", "WEP (104-bit)", "BIP (128)",
		"Group addressed traffic not allowed", "GCMP (128)", "GCMP (256)", "AES (CCM256)"}
	if u < uint64(len(names)) {
		return names[u]
	}
	return "Unknown"
}

func akmName(u uint64) string {
	names := [...]string{"NONE", "WPA", "PSK", "FT over IEEE 802.1X", "FT using PSK", "WPA (SHA256)", "PSK (SHA256)",
		"TDLS / TPK Handshake", "SAE (SHA256)", "FT using SAE (SHA256)"}
	if u < uint64(len(names)) {
		return names[u]
	}
	return "Unknown"
}

package rfb

import (
	"netsniff/dissect"
	"netsniff/dissect/parts"
)

var fields = parts.Fields([]dissect.Field{
	{Name: "vnc.server_proto_ver", Title: "Server protocol version", Type: dissect.String},
	{Name: "vnc.client_proto_ver", Title: "Client protocol version", Type: dissect.String},
	{Name: "vnc.num_security_types", Title: "Number of security types", Type: dissect.Uint},
	{Name: "vnc.security_type", Title: "Security type", Type: dissect.Uint, Names: securityNames.Name},
	{Name: "vnc.server_security_type", Title: "Security type", Type: dissect.Uint, Names: securityNames.Name},
	{Name: "vnc.client_security_type", Title: "Security type selected", Type: dissect.Uint, Names: securityNames.Name},
	{Name: "vnc.auth_challenge", Title: "Authentication challenge", Type: dissect.Octets},
	{Name: "vnc.auth_response", Title: "Authentication response", Type: dissect.Octets},
	{Name: "vnc.auth_result", Title: "Authentication result", Type: dissect.Bool},
	{Name: "vnc.auth_error_len", Title: "Length of authentication error", Type: dissect.Uint},
	{Name: "vnc.auth_error", Title: "Authentication error", Type: dissect.String},
	{Name: "vnc.share_desktop_flag", Title: "Share desktop flag", Type: dissect.Bool},
	{Name: "vnc.width", Title: "Framebuffer width", Type: dissect.Uint},
	{Name: "vnc.height", Title: "Framebuffer height", Type: dissect.Uint},
	{Name: "vnc.server_bits_per_pixel", Title: "Bits per pixel", Type: dissect.Uint},
	{Name: "vnc.server_depth", Title: "Depth", Type: dissect.Uint},
	{Name: "vnc.desktop_name_len", Title: "Desktop name length", Type: dissect.Uint},
	{Name: "vnc.desktop_name", Title: "Desktop name", Type: dissect.String},
	{Name: "vnc.client_message_type", Title: "Client Message Type", Type: dissect.Uint, Names: clientNames.Name},
	{Name: "vnc.server_message_type", Title: "Server Message Type", Type: dissect.Uint, Names: serverNames.Name},
	{Name: "vnc.client_set_encodings_num", Title: "Number of encodings", Type: dissect.Uint},
	{Name: "vnc.client_set_encodings_encoding_type", Title: "Encoding type", Type: dissect.Int},
	{Name: "vnc.update_req_incremental", Title: "Incremental update", Type: dissect.Bool},
	{Name: "vnc.update_req_x_pos", Title: "X position", Type: dissect.Uint},
	{Name: "vnc.update_req_y_pos", Title: "Y position", Type: dissect.Uint},
	{Name: "vnc.update_req_width", Title: "Width", Type: dissect.Uint},
	{Name: "vnc.update_req_height", Title: "Height", Type: dissect.Uint},
	{Name: "vnc.key_down", Title: "Key down", Type: dissect.Bool},
	{Name: "vnc.key", Title: "Key", Type: dissect.Uint, Base: dissect.Hex8},
	{Name: "vnc.pointer_x_pos", Title: "X position", Type: dissect.Uint},
	{Name: "vnc.pointer_y_pos", Title: "Y position", Type: dissect.Uint},
	{Name: "vnc.client_cut_text_len", Title: "Length", Type: dissect.Uint},
	{Name: "vnc.client_cut_text", Title: "Text", Type: dissect.String},
	{Name: "vnc.server_cut_text_len", Title: "Length", Type: dissect.Uint},
	{Name: "vnc.server_cut_text", Title: "Text", Type: dissect.String},
})

// securityNames are security types: those of RFC 6143 §7.1.2, and of the register that it names.
var securityNames = parts.Names{
	0: "Invalid", secureNone: "None", secureVNC: "VNC", 5: "RA2", 6: "RA2ne", 16: "Tight", 17: "Ultra", 18: "TLS",
	19: "VeNCrypt",
	20: "GTK-VNC SASL", 30: "Apple Remote Desktop",
}

var clientNames = parts.Names{
	setPixelFormat: "Set Pixel Format", setEncodings: "Set Encodings", updateRequest: "Framebuffer Update Request",
	keyEvent:     "Key Event",
	pointerEvent: "Pointer Event", clientCut: "Cut Text",
}

var serverNames = parts.Names{
	update: "Framebuffer Update", setColourMap: "Set Colormap Entries", bell: "Ring Bell", serverCut: "Cut Text",
}

var outline = dissect.Outline{Sorted: true}

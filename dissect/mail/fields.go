package mail

import (
	"netsniff/dissect"
	"netsniff/dissect/text"
)

// headerNames are the header fields that have a field of their own: what the
// message says after the colon, by name in lower case.
var headerNames = []struct{ header, field, title string }{
	{"date", "date", "Date"},
	{"from", "from", "From"},
	{"sender", "sender", "Sender"},
	{"reply-to", "reply_to", "Reply-To"},
	{"to", "to", "To"},
	{"cc", "cc", "Cc"},
	{"bcc", "bcc", "Bcc"},
	{"message-id", "message_id", "Message-ID"},
	{"in-reply-to", "in_reply_to", "In-Reply-To"},
	{"references", "references", "References"},
	{"subject", "subject", "Subject"},
	{"comments", "comments", "Comments"},
	{"user-agent", "user_agent", "User-Agent"},
	{"keywords", "keywords", "Keywords"},
	{"resent-date", "resent.date", "Resent-Date"},
	{"resent-from", "resent.from", "Resent-From"},
	{"resent-sender", "resent.sender", "Resent-Sender"},
	{"resent-to", "resent.to", "Resent-To"},
	{"resent-cc", "resent.cc", "Resent-Cc"},
	{"resent-bcc", "resent.bcc", "Resent-Bcc"},
	{"resent-message-id", "resent.message_id", "Resent-Message-ID"},
	{"return-path", "return_path", "Return-Path"},
	{"received", "received", "Received"},
	{"content-type", "content.type", "Content-Type"},
	{"content-description", "content.description", "Content-Description"},
	{"content-id", "content.id", "Content-ID"},
	{"content-transfer-encoding", "content.transfer_encoding", "Content-Transfer-Encoding"},
	{"mime-version", "mime_version", "MIME-Version"},
	{"autoforwarded", "autoforwarded", "Autoforwarded"},
	{"autosubmitted", "autosubmitted", "Autosubmitted"},
	{"x400-content-identifier", "x400_content_identifier", "X400-Content-Identifier"},
	{"content-language", "content_language", "Content-Language"},
	{"conversion", "conversion", "Conversion"},
	{"conversion-with-loss", "conversion_with_loss", "Conversion-With-Loss"},
	{"delivery-date", "delivery_date", "Delivery-Date"},
	{"discarded-x400-ipms-extensions", "discarded_x400_ipms_extensions", "Discarded-X400-IPMS-Extensions"},
	{"discarded-x400-mts-extensions", "discarded_x400_mts_extensions", "Discarded-X400-MTS-Extensions"},
	{"dl-expansion-history", "dl_expansion_history", "DL-Expansion-History"},
	{"deferred-delivery", "deferred_delivery", "Deferred-Delivery"},
	{"expires", "expires", "Expires"},
	{"importance", "importance", "Importance"},
	{"incomplete-copy", "incomplete_copy", "Incomplete-Copy"},
	{"latest-delivery-time", "latest_delivery_time", "Latest-Delivery-Time"},
	{"message-type", "message_type", "Message-Type"},
	{"original-encoded-information-types", "original_encoded_information_types", "Original-Encoded-Information-Types"},
	{"originator-return-address", "originator_return_address", "Originator-Return-Address"},
	{"priority", "priority", "Priority"},
	{"reply-by", "reply_by", "Reply-By"},
	{"sensitivity", "sensitivity", "Sensitivity"},
	{"supersedes", "supersedes", "Supersedes"},
	{"x400-content-type", "x400_content_type", "X400-Content-Type"},
	{"x400-mts-identifier", "x400_mts_identifier", "X400-MTS-Identifier"},
	{"x400-originator", "x400_originator", "X400-Originator"},
	{"x400-received", "x400_received", "X400-Received"},
	{"x400-recipients", "x400_recipients", "X400-Recipients"},
	{"delivered-to", "delivered_to", "Delivered-To"},
	{"x-mailer", "ext.mailer", "X-Mailer"},
	{"x-mimeole", "ext.mimeole", "X-MimeOLE"},
	{"expiry-date", "ext.expiry-date", "Expiry-Date"},
	{"x-ms-tnef-correlator", "ext.tnef-correlator", "X-MS-TNEF-Correlator"},
	{"x-uidl", "ext.uidl", "X-UIDL"},
	{"x-authentication-warning", "ext.authentication_warning", "X-Authentication-Warning"},
	{"x-virus-scanned", "ext.virus_scanned", "X-Virus-Scanned"},
	{"x-original-to", "ext.original-to", "X-Original-To"},
	{"thread-index", "thread-index", "Thread-Index"},
	{"lines", "lines", "Lines"},
	{"precedence", "precedence", "Precedence"},
	{"sio-label", "siolabel", "SIO-Label"},
}

func fields() []dissect.Field {
	list := make([]dissect.Field, 0, len(headerNames)+8)
	for _, h := range headerNames {
		list = append(list, dissect.Field{Name: "imf." + h.field, Title: h.title, Type: dissect.String,
			Get: headerValues(h.header), Words: true})
	}
	return append(list,
		dissect.Field{Name: "imf.content.type.type", Title: "Type", Type: dissect.String, Get: contentTypes},
		dissect.Field{Name: "imf.content.type.parameters", Title: "Parameters", Type: dissect.String,
			Get: contentParameters},
		dissect.Field{Name: "imf.extension", Title: "Unknown-Extension", Type: dissect.String, Get: extensions(wholeField)},
		dissect.Field{Name: "imf.extension.type", Title: "Type", Type: dissect.String, Get: extensions(fieldName)},
		dissect.Field{Name: "imf.extension.value", Title: "Value", Type: dissect.String, Get: extensions(fieldValue),
			Words: true},
		dissect.Field{Name: "imf.display_name", Title: "Display-Name", Type: dissect.String,
			Get: addresses(anyList, displayName), Words: true},
		dissect.Field{Name: "imf.address", Title: "Address", Type: dissect.String, Get: addresses(anyList, addressSpec)},
		dissect.Field{Name: "imf.mailbox_list.item", Title: "Item", Type: dissect.String,
			Get: addresses(mailboxList, addressItem), Words: true},
		dissect.Field{Name: "imf.address_list.item", Title: "Item", Type: dissect.String,
			Get: addresses(addressList, addressItem), Words: true},
		dissect.Field{Name: "imf.message_text", Title: "Message-Text", Type: dissect.Label, Get: dissect.Of(messageText)},
	)
}

// headerValues gets the values of one header field, folded as they were sent.
func headerValues(header string) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for _, h := range headersOf(l) {
			if text.EqualFold(h.Name, header) {
				v.Bytes(h.Value)
			}
		}
	}
}

func contentTypes(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	for _, h := range headersOf(l) {
		if media, _, ok := mediaType(h.Value); ok && text.EqualFold(h.Name, "content-type") {
			v.Bytes(media)
		}
	}
}

func contentParameters(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
	for _, h := range headersOf(l) {
		if _, params, ok := mediaType(h.Value); ok && text.EqualFold(h.Name, "content-type") {
			v.Bytes(params)
		}
	}
}

// extensions gets something of every header field without a field of its own.
func extensions(get func(HeaderField, *dissect.Values)) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for _, h := range headersOf(l) {
			if !named(h.Name) {
				get(h, v)
			}
		}
	}
}

func named(name []byte) bool {
	for _, h := range headerNames {
		if text.EqualFold(name, h.header) {
			return true
		}
	}
	return false
}

func wholeField(h HeaderField, v *dissect.Values) { v.Bytes(h.Line) }
func fieldName(h HeaderField, v *dissect.Values)  { v.Bytes(h.Name) }
func fieldValue(h HeaderField, v *dissect.Values) { v.Bytes(h.Value) }

// mailboxList tells the fields that RFC 5322 gives a mailbox list, addressList
// those with one address or a list of them.
func mailboxList(name []byte) bool {
	return text.EqualFold(name, "from") || text.EqualFold(name, "resent-from")
}

func addressList(name []byte) bool {
	for _, s := range [...]string{"to", "cc", "bcc", "sender", "reply-to", "resent-to", "resent-cc", "resent-bcc",
		"resent-sender"} {
		if text.EqualFold(name, s) {
			return true
		}
	}
	return false
}

func anyList(name []byte) bool { return mailboxList(name) || addressList(name) }

// addresses gets something of every address in the fields that in picks.
func addresses(in func(name []byte) bool, get func(Address) []byte) dissect.Getter {
	return func(_ *dissect.Frame, l *dissect.Layer, v *dissect.Values) {
		for _, h := range headersOf(l) {
			if !in(h.Name) {
				continue
			}
			for a, rest, ok := nextAddress(h.Value); ok; a, rest, ok = nextAddress(rest) {
				if b := get(a); len(b) > 0 {
					v.Bytes(b)
				}
			}
		}
	}
}

func displayName(a Address) []byte { return a.Name }
func addressSpec(a Address) []byte { return a.Spec }
func addressItem(a Address) []byte { return a.Item }

func messageText(m *Message, v *dissect.Values) {
	if m.Text {
		v.Mark()
	}
}

func headersOf(l *dissect.Layer) []HeaderField {
	if m, ok := l.Message.(*Message); ok {
		return m.Fields
	}
	return nil
}

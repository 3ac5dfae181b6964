package stats

import (
	"crypto/x509"
	"strings"
	"time"

	"netsniff/dissect/tls/handshake"
	"netsniff/report/table"
)

// handshake remarks what is wrong with a handshake that is over, at the time of the
// capture.
func (c *findings) handshake(h *tlsHandshake) {
	if h.failed {
		e := event{key: of(tlsFailed, h.conn),
			what: strings.TrimSpace(h.Version.String() + " " + shortName(h.ServerName)), words: h.fault(), at: h.ended}
		e.key.cause = h.alert.String()
		c.add(e)
	}
	if !h.Answered {
		return
	}
	if v := h.Version; v < handshake.TLS12 || v == handshake.DTLS10 {
		c.add(event{key: of(tlsOldVersion, h.conn), what: strings.TrimSpace(v.String() + " " + shortName(h.ServerName)),
			at: h.begun})
	}
	if why := handshake.Weakness(h.Suite); why != "" {
		c.add(event{key: of(tlsWeakCipher, h.conn), what: h.suite() + ": " + why, at: h.begun})
	}
	if len(h.Chain) > 0 {
		c.certificate(h, h.Chain[0])
	}
}

// certificate remarks what is wrong with the certificate of a server.
func (c *findings) certificate(h *tlsHandshake, x *x509.Certificate) {
	say := func(kind findingKind, what string) {
		c.add(event{key: of(kind, h.conn), what: what, at: h.certified})
	}
	name, now := strings.Join(namesOf(x), ", "), h.certified.At.Time()
	switch {
	case now.After(x.NotAfter):
		say(certificateExpired, name+", until "+x.NotAfter.UTC().Format(time.DateTime))
	case now.Before(x.NotBefore):
		say(certificateEarly, name+", from "+x.NotBefore.UTC().Format(time.DateTime))
	}
	if h.ServerName != "" && x.VerifyHostname(strings.TrimSuffix(h.ServerName, ".")) != nil {
		say(certificateName, "asked for "+shortName(h.ServerName)+", it "+bears(x, name))
	}
	if selfSigned(x) {
		say(certificateSelfSigned, name)
	}
}

// bears says which names a certificate is for. Clients do not look for them in its common
// name any more (RFC 9525 §2, CA/Browser Forum's Baseline Requirements §7.1.4.2.2).
func bears(x *x509.Certificate, names string) string {
	if len(x.DNSNames)+len(x.IPAddresses) > 0 {
		return "is for " + names
	}
	return "has no alternative name: its common name " + names + " does not count"
}

// selfSigned reports whether nobody vouches for a certificate but who has it.
func selfSigned(x *x509.Certificate) bool {
	return string(x.RawIssuer) == string(x.RawSubject) &&
		x.CheckSignature(x.SignatureAlgorithm, x.RawTBSCertificate, x.Signature) == nil
}

// alertReasons explain the alerts that end handshakes (RFC 8446 §6.2).
var alertReasons = []reason{
	alerted("unknown ca", "Who sent the alert does not know the authority that signed the other's certificate: it is private, an intermediate certificate is not sent along, or somebody on the way has put in one of his own.",
		"发出警报的一方不认识对方证书的签发机构：私有 CA、未附带中间证书，或途中有人替换了证书。",
		"Have the server send the whole chain, or have the client trust the authority.",
		"让服务器发送完整证书链，或让客户端信任该机构。"),
	alerted("certificate expired", "The certificate is out of its time, by the clock of who sent the alert.",
		"按发出警报一方的时钟，证书已不在有效期内。",
		"Renew the certificate, and compare the clocks.", "更新证书，并核对双方时钟。"),
	alerted("certificate required", "The server wants a certificate of the client, which has none.",
		"服务器要求客户端证书，而客户端没有。",
		"Install a certificate in the client.", "在客户端安装证书。"),
	alerted("certificate unknown",
		"Who sent the alert does not accept the other's certificate, for a reason of his own: often it is for another name, or self-signed.",
		"发出警报的一方不接受对方证书：常因名称不符或自签名。",
		"Compare the names in the certificate with the one asked for (netsniff stats tls).",
		"比较证书中的名称与所请求的名称（netsniff stats tls）。"),
	alerted("bad certificate", "The certificate could not be read or its signature is wrong.", "证书无法解析或签名错误。",
		"Look at the certificate that is sent (-V).", "用 -V 查看所发送的证书。"),
	alerted("protocol version", "The ends have no version in common.", "双方没有共同支持的版本。",
		"See which versions the client offers (tls.handshake.extensions.supported_version) and the server is configured for.",
		"查看客户端提供的版本（tls.handshake.extensions.supported_version）与服务器配置。"),
	alerted("insufficient security", "The server has no cipher suite among those offered that it takes for safe.",
		"服务器认为所提供的密码套件都不够安全。",
		"Offer newer cipher suites.", "提供更新的密码套件。"),
	alerted("handshake failure",
		"The ends have no cipher suite, group or signature algorithm in common, or one has no certificate that fits.",
		"双方没有共同的密码套件、密钥组或签名算法，或没有合适的证书。",
		"Compare what the client offers (-V) with what the server is configured for.",
		"比较客户端所提供的（-V）与服务器配置。"),
	alerted("unrecognized name", "The server does not serve the name that the client asks for.",
		"服务器不提供客户端所请求的名称。",
		"Check the name, and the virtual hosts of the server.", "检查名称与服务器的虚拟主机设置。"),
	alerted("no application protocol", "The ends have no protocol in common by ALPN.", "双方没有共同的 ALPN 协议。",
		"Compare the client's ALPN with what the server speaks.", "比较客户端的 ALPN 与服务器所支持的协议。"),
	alerted("unknown psk", "The server does not know the key that the client names.", "服务器不认识客户端所指的预共享密钥。",
		"Compare the keys and their names at both ends.", "核对两端的密钥及其标识。"),
	alerted("certificate revoked", "Who signed the certificate has taken it back.", "证书已被签发机构吊销。",
		"Have a new one issued.", "重新申请证书。"),
	alerted("unsupported certificate", "The kind of the certificate is one that who sent the alert cannot use.",
		"发出警报的一方无法使用这种证书。",
		"See what kind of key it has (-V), and what it may be used for.", "用 -V 查看证书的密钥类型与用途。"),
	alerted("inappropriate fallback",
		"The client tried an older version after a newer one had failed, and the server knows the newer one: the first attempt was disturbed.",
		"客户端在较新版本失败后改用旧版本，而服务器支持较新版本：第一次尝试受到了干扰。",
		"Look at the connection before this one.", "查看此前的那次连接。"),
	alerted("bad record mac",
		"What one end sent did not pass the check of the other: it was changed on the way, or their keys differ.",
		"一方发送的数据未通过另一方的校验：途中被改动，或双方密钥不一致。",
		"See whether a proxy or a damaged link changes bytes on the way.", "检查代理或受损链路是否改动了字节。"),
	alerted("illegal parameter",
		"One end sent a value that the other does not take for possible: one of the programs has a fault, or somebody on the way changes bytes.",
		"一方发送了另一方认为不可能的值：某个程序有缺陷，或途中有人改动了字节。",
		"Compare with another client and another server.", "换用其他客户端和服务器对比。"),
	alerted("missing extension", "An extension that the other end needs was not sent.", "缺少对方必需的扩展。",
		"Compare the extensions (-V) with those of another client.", "用 -V 与其他客户端的扩展对比。"),
	alerted("internal error", "Who sent the alert has a trouble of its own that says nothing of the other.",
		"发出警报的一方自身出错，与对方无关。",
		"Look at its log.", "查看其日志。"),
	alerted("access denied", "The certificate is valid, but who has it may not come in.", "证书有效，但其持有者无权访问。",
		"Look at who is allowed on the server.", "查看服务器的访问权限。"),
	alerted("user canceled", "Somebody broke off.", "用户取消了握手。",
		"See whether a program asked something and nobody answered.", "检查程序是否在等待用户确认。"),
	alerted("decrypt error", "A signature or a Finished message is wrong: the keys of the ends differ.",
		"签名或 Finished 消息错误：双方密钥不一致。",
		"Compare the keys, and see whether somebody changes bytes on the way.", "核对密钥，并检查途中是否有人改动字节。"),
}

func alerted(word, meaning, meaningZH, next, nextZH string) reason {
	return reason{[]findingKind{tlsFailed}, []string{word}, table.Say(meaning, meaningZH), table.Say(next, nextZH)}
}

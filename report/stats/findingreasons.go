package stats

import (
	"slices"
	"strings"

	"netsniff/report/table"
)

// reason explains what servers say when they do not take a mail or a user.
type reason struct {
	kinds   []findingKind
	words   []string // one of them, in lower case, is in the reply
	meaning table.Phrase
	next    table.Phrase
}

var mailKinds = []findingKind{mailRefused, mailDeferred}

// reasons are those that the words of a reply tell, the most certain first. Enhanced
// codes are those of RFC 3463 and RFC 4954.
var reasons = []reason{
	{mailKinds, []string{"relay", "not permitted to send to"},
		table.Say("The server does not relay: neither did the client log in, nor is the recipient's domain one that the server takes mail for. With 454 some servers say so only for now; waiting does not help.",
			"服务器拒绝中继：客户端未登录，收件域也不归该服务器管理。某些服务器用 454 表示，但等待并无帮助。"),
		table.Say("Log in before sending (AUTH, port 587), or deliver to the recipient's own server; on the server look at its relay domains and trusted networks.",
			"发信前先登录（AUTH，587 端口），或投递到收件方自己的服务器；服务器端请检查中继域与可信网络设置。")},
	{mailKinds, []string{"greylist", "graylist", "grey list", "postgrey", "please try again in"},
		table.Say("Greylisting: the server puts off senders it does not know, on purpose; those that come again some minutes later are let in.",
			"灰名单：服务器有意推迟陌生发件方，数分钟后重试即可通过。"),
		table.Say("See whether the same mail was sent again some minutes later and accepted then.",
			"检查数分钟后同一封邮件是否重发并被接收。")},
	{mailKinds, []string{"domain not found", "sender address", "domain of sender", "5.1.8", "4.1.8", "5.1.7",
		"sender verify failed", "unable to verify", "reverse dns", " ptr ", "5.7.25", "cannot find your hostname", "helo"},
		table.Say("The server does not believe who the client says it is: its domain, its name in HELO or its address has no proper DNS.",
			"服务器不认可客户端的身份：域名、HELO 名称或地址缺少正确的 DNS 记录。"),
		table.Say("Check A, MX and PTR records of the sender's domain and address.",
			"检查发件域与地址的 A、MX、PTR 记录。")},
	{mailKinds, []string{"5.1.1", "user unknown", "unknown user", "no such user", "user not found", "mailbox not found",
		"does not exist", "mailbox unavailable", "no mailbox", "invalid recipient", "recipient not found", "5.1.10"},
		table.Say("The recipient does not exist at this server.", "该服务器上没有此收件人。"),
		table.Say("Look for a typing error in the address; take it off mailing lists.",
			"检查地址是否拼写错误；将其从邮件列表中移除。")},
	{mailKinds, []string{"5.2.2", "4.2.2", "mailbox full", "over quota", "quota exceeded", "mailbox is full",
		"insufficient system storage", "4.3.1"},
		table.Say("The mailbox, or the disk of the server, is full.", "邮箱或服务器磁盘已满。"),
		table.Say("The recipient, or who runs the server, has to make room.", "由收件人或服务器管理员清理空间。")},
	{mailKinds, []string{"5.3.4", "5.2.3", "message size exceeds", "too large", "message file too big", "size limit"},
		table.Say("The mail is larger than the server takes.", "邮件大小超过服务器限制。"),
		table.Say("Send the attachment another way; EHLO tells the limit (SIZE).",
			"改用其他方式发送附件；EHLO 的 SIZE 给出限制。")},
	{mailKinds, []string{"authentication required", "authentication is required", "need to authenticate",
		"auth required", "log in first", "530", "5.7.8"},
		table.Say("The server wants a login before it takes a mail from this client.", "服务器要求先登录再发信。"),
		table.Say("Switch authentication on in the client (for SMTP too), after STARTTLS if the server wants that first.",
			"在客户端开启 SMTP 认证；若服务器要求，请先 STARTTLS。")},
	{mailKinds, []string{"starttls", "5.7.10", "encryption required", "tls required"},
		table.Say("The server takes mail over TLS only.", "服务器只接受 TLS 连接。"),
		table.Say("Switch STARTTLS on in the client.", "在客户端开启 STARTTLS。")},
	{mailKinds, []string{"spam", "virus", "blocked", "blacklist", "blocklist", "block list", "spamhaus", "dnsbl",
		" rbl", "reputation", "5.7.1 ", "policy", "content rejected", " spf", "dkim", "dmarc", "5.7.23", "5.7.26", "listed"},
		table.Say("A policy of the server: the sender's address, its domain (SPF, DKIM, DMARC) or the content is not trusted.",
			"服务器策略：不信任发件地址、域名（SPF、DKIM、DMARC）或邮件内容。"),
		table.Say("Check the sending address against block lists, and SPF, DKIM and DMARC of the domain; the reply often names a page that tells more.",
			"查询发信地址是否在黑名单中，检查域名的 SPF、DKIM、DMARC；应答中常附有说明网址。")},
	{mailKinds, []string{"too many", "rate limit", "rate exceeded", "ratelimit", "throttl", "try again later",
		"frequency", "exceeded the", "4.7.0"},
		table.Say("Too much at once: the server limits connections, mails or recipients in a time.",
			"过于频繁：服务器限制单位时间内的连接、邮件或收件人数。"),
		table.Say("Send slower or later; many at once may also mean a program that has gone wild.",
			"降低发送速度或稍后重试；大量发送也可能是程序失控。")},
	{mailKinds, []string{"503", "bad sequence", "501", "syntax", "500", "502", "unrecognized", "5.5."},
		table.Say("The server did not understand the command, or it came out of order.",
			"服务器无法理解该命令，或命令顺序不对。"),
		table.Say("Look at the dialogue (netsniff mail): a program that speaks SMTP wrongly, or a step before it that was refused.",
			"查看会话（netsniff mail）：发送程序不符合 SMTP，或前一步已被拒绝。")},
	{[]findingKind{loginRefused},
		[]string{"454", "temporary", "too many", "rate limit", "locked", "unavailable", "try again"},
		table.Say("The server cannot, or will not for now, check the login; this says nothing about the password.",
			"服务器暂时无法或不愿验证登录，与密码是否正确无关。"),
		table.Say("Try later; if it stays so, look into the log of the server's authentication service.",
			"稍后重试；若持续如此，请查看服务器认证服务的日志。")},
}

// reasonOf returns what explains a reply, nil if its words tell nothing.
func reasonOf(kind findingKind, words string) *reason {
	words = " " + strings.ToLower(words) + " "
	list := reasons
	if kind == tlsFailed {
		list = alertReasons
	}
	for i := range list {
		if r := &list[i]; slices.Contains(r.kinds, kind) &&
			slices.ContainsFunc(r.words, func(w string) bool { return saidIn(words, w) }) {
			return r
		}
	}
	return nil
}

// saidIn reports whether a word of a reason is in a reply. Codes stand alone: "5.5."
// begins one, "530" is the status.
func saidIn(words, w string) bool {
	if w[0] < '0' || w[0] > '9' {
		return strings.Contains(words, w)
	}
	if onlyDigits(w) {
		return strings.HasPrefix(words, " "+w+" ")
	}
	return strings.Contains(words, " "+w)
}

package mailview

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/mail/message"
	"netsniff/report/table"
)

// titles are the names that people give the protocols.
var titles = map[string]string{"smtp": "SMTP", "lmtp": "LMTP", "pop": "POP3", "imap": "IMAP"}

// remarkable are the notes of exchanges that are said beside their lines.
var remarkable = [...]struct {
	note dissect.Notes
	text table.Phrase
}{
	{dissect.NoteMidstream, table.Say("the capture begins here", "抓包从此处开始")},
	{dissect.NoteGap, table.Say("bytes are missing", "有数据未捕获")},
	{dissect.NoteUnsure, table.Say("pairing not sure", "配对不确定")},
	{dissect.NotePipelined, table.Say("pipelined", "流水线")},
	{dissect.NoteResent, table.Say("sent again", "重发")},
	{dissect.NoteEarly, table.Say("answered early", "提前应答")},
	{dissect.NoteCut, table.Say("cut off", "中断")},
}

// phases are what the time of a session was spent on.
var phases = [mail.Phases]table.Phrase{
	mail.Other:      {EN: "other", ZH: "其他"},
	mail.Greeting:   {EN: "greeting", ZH: "问候"},
	mail.Hello:      {EN: "hello", ZH: "能力协商"},
	mail.StartTLS:   {EN: "STARTTLS", ZH: "STARTTLS"},
	mail.Auth:       {EN: "login", ZH: "认证"},
	mail.Addressing: {EN: "envelope", ZH: "信封"},
	mail.Transfer:   {EN: "mail", ZH: "传输"},
	mail.Browse:     {EN: "browsing", ZH: "查询"},
	mail.Change:     {EN: "changes", ZH: "更改"},
	mail.Close:      {EN: "closing", ZH: "结束"},
}

// troubles are the notes of messages in Chinese; English has their names.
var troubles = [...]struct {
	note message.Notes
	zh   string
}{
	{message.NoHeader, "没有信头"}, {message.Envelope, "信头前有多余的行"}, {message.BareCR, "行尾只有 CR"},
	{message.BadHeaderLine, "信头中有非法行"},
	{message.HeaderTooLong, "信头过长"}, {message.RepeatedField, "字段重复"}, {message.BadDate, "日期无法解析"},
	{message.BadWord, "编码词字符集未知"},
	{message.RawHeader, "信头含未编码的 8 位字符"}, {message.UnknownCharset, "字符集未知"},
	{message.WrongCharset, "字符集标记错误"}, {message.MissingCharset, "缺少字符集标记"},
	{message.BadText, "有无法解码的字符"}, {message.UnknownEncoding, "传输编码未知"},
	{message.WrongEncoding, "传输编码标记错误"}, {message.BadBase64, "base64 有误"},
	{message.BadQuotedPrintable, "quoted-printable 有误"}, {message.BadUUEncode, "uuencode 有误"},
	{message.NoBoundary, "缺少分界参数"}, {message.WrongBoundary, "分界与声明不符"},
	{message.NoParts, "multipart 没有部分"}, {message.Unclosed, "缺少结束分界"},
	{message.AfterClose, "结束分界后还有部分"}, {message.TooDeep, "嵌套过深"},
	{message.TooManyParts, "部分过多"}, {message.Truncated, "不完整"}, {message.Missing, "有字节未捕获"},
}

// troublesOf returns the names of notes in a language.
func troublesOf(n message.Notes, l table.Lang) (names []string) {
	if l != table.Chinese {
		return n.List()
	}
	for _, t := range troubles {
		if n&t.note != 0 {
			names = append(names, t.zh)
		}
	}
	return names
}

// What the view says in words; numbers and names stand for the verbs.
var (
	saySession = table.Say("Session %d: %s  %s → %s  (stream %d, frames %d to %d)",
		"会话 %d：%s  %s → %s  （流 %d，帧 %d 至 %d）")
	sayWhen           = table.Say("%s, %s", "%s，历时 %s")
	sayClear          = table.Say(", in clear", "，明文")
	sayEncrypted      = table.Say(", in clear at first, then encrypted (TLS)", "，先明文，后加密（TLS）")
	sayDecrypted      = table.Say(", in TLS, read with its keys", "，在 TLS 中，用密钥读出")
	sayDecryptedLater = table.Say(", in clear at first, then in TLS, read with its keys", "，先明文，后在 TLS 中，用密钥读出")
	sayCompressed     = table.Say(", readable at first, then compressed (COMPRESS)", "，先可读，后压缩（COMPRESS）")
	sayProxied        = table.Say(", the client is a proxy for %s", "，客户端是 %s 的代理")
	sayMidstream      = table.Say("; its beginning was not captured", "；未捕获到开头")
	sayNoServer       = table.Say("; nothing of the server was captured", "；未捕获到服务器的任何数据")
	sayHidden         = table.Say("From here on it is encrypted (TLS): %s bytes to the server and %s to the client.",
		"从这里开始加密（TLS）：发往服务器 %s 字节，发往客户端 %s 字节。")
	sayPacked = table.Say("From here on it is compressed, which is not read: %s bytes to the server and %s to the client.",
		"从这里开始压缩，内容不解读：发往服务器 %s 字节，发往客户端 %s 字节。")
	sayNoCommand    = table.Say("(command not captured)", "（命令未捕获）")
	sayUnknown      = table.Say("(unknown command)", "（未知命令）")
	sayResponse     = table.Say("(response)", "（响应）")
	sayNoAnswer     = table.Say("(no answer)", "（无应答）")
	sayUser         = table.Say("user", "用户")
	sayPassword     = table.Say("password", "密码")
	sayDigest       = table.Say("digest", "摘要")
	sayMailLine     = table.Say("(mail %d: %s)", "（邮件 %d：%s）")
	sayMailBytes    = table.Say("(mail: %s)", "（邮件：%s）")
	sayBytes        = table.Say("%s bytes", "%s 字节")
	sayMissing      = table.Say(", %s missing", "，缺失 %s")
	saySent         = table.Say("sent in %s", "发送用时 %s")
	sayFrame        = table.Say("frame %d", "帧 %d")
	sayBefore       = table.Say("%s before it", "早 %s")
	sayAfter        = table.Say("%s after it", "晚 %s")
	sayDays         = table.Say("%d days", "%d 天")
	sayHours        = table.Say("%d hours", "%d 小时")
	sayWhole        = table.Say("complete after %s", "%s 后收完")
	sayMoreLines    = table.Say("… and %d more lines", "……另有 %d 行")
	sayMoreTurns    = table.Say("… and %d more exchanges, which are not kept", "……另有 %d 次交互，未保留")
	sayMoreMails    = table.Say("… and %d more mails, which are not kept", "……另有 %d 封邮件，未保留")
	sayMoreParts    = table.Say("… and %d more parts", "……另有 %d 个部分")
	sayWithout      = table.Say("no mail session in %d of %d captures", "%d 个抓包文件（共 %d 个）中没有邮件会话")
	sayMoreSessions = table.Say("… and %d later sessions, which are not kept: choose with -f",
		"……另有 %d 个较晚的会话，未保留：请用 -f 筛选")
	sayLoggedIn    = table.Say("logged in as %s (%s)", "以 %s 登录（%s）")
	sayLoggedInBy  = table.Say("logged in (%s)", "已登录（%s）")
	sayFailed      = table.Say("%d failed logins", "登录失败 %d 次")
	sayMails       = table.Say("%d mails", "%d 封邮件")
	sayPartial     = table.Say("%d in part only", "%d 封仅取部分")
	sayAccepted    = table.Say("%d recipients taken", "接受收件人 %d 个")
	sayRefused     = table.Say("%d refused", "拒绝 %d 个")
	sayDeleted     = table.Say("%d marked as deleted", "标记删除 %d 封")
	sayVolume      = table.Say("%s bytes to the server, %s to the client", "发往服务器 %s 字节，发往客户端 %s 字节")
	sayTimes       = table.Say("Time", "耗时")
	saySum         = table.Say("In all", "合计")
	sayMail        = table.Say("Mail %d", "邮件 %d")
	sayComplete    = table.Say("complete", "完整")
	sayIncomplete  = table.Say("incomplete", "不完整")
	sayHeadOnly    = table.Say("only a part was asked for", "只请求了一部分")
	sayFrames      = table.Say("frames %d to %d", "帧 %d 至 %d")
	sayNullPath    = table.Say("nobody (<>)", "空（<>）")
	sayMoreNames   = table.Say("… and %d more", "……另有 %d 个")
	sayRefusedWith = table.Say("%s (refused, %d)", "%s（被拒，%d）")
	sayAttachment  = table.Say("attachment", "附件")
	sayServers     = table.Say("%d servers on the way", "途经 %d 台服务器")
)

// Labels of what a mail says, in their order.
var (
	labelEnvelope = table.Say("Envelope", "信封")
	labelStored   = table.Say("Stored", "存放")
	labelAnswer   = table.Say("Answer", "答复")
	labelFrom     = table.Say("From", "发件人")
	labelSender   = table.Say("Sender", "代发人")
	labelReplyTo  = table.Say("Reply-To", "回复至")
	labelTo       = table.Say("To", "收件人")
	labelCc       = table.Say("Cc", "抄送")
	labelBcc      = table.Say("Bcc", "密送")
	labelSubject  = table.Say("Subject", "主题")
	labelDate     = table.Say("Date", "日期")
	labelProgram  = table.Say("Program", "客户端程序")
	labelID       = table.Say("Message-ID", "邮件标识")
	labelReceived = table.Say("Received", "途经")
	labelNotes    = table.Say("Notes", "备注")
	labelParts    = table.Say("Parts", "组成")
	labelText     = table.Say("Text", "正文")
)

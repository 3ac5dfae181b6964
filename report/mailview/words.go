package mailview

import (
	"netsniff/dissect"
	"netsniff/dissect/mail"
	"netsniff/dissect/mail/message"
	"netsniff/report/stats"
)

// titles are the names that people give the protocols.
var titles = map[string]string{"smtp": "SMTP", "lmtp": "LMTP", "pop": "POP3", "imap": "IMAP"}

// remarkable are the notes of exchanges that are said beside their lines.
var remarkable = [...]struct {
	note dissect.Notes
	text stats.Phrase
}{
	{dissect.NoteMidstream, stats.Phrase{EN: "the capture begins here", ZH: "抓包从此处开始"}},
	{dissect.NoteGap, stats.Phrase{EN: "bytes are missing", ZH: "有数据未捕获"}},
	{dissect.NoteUnsure, stats.Phrase{EN: "pairing not sure", ZH: "配对不确定"}},
	{dissect.NotePipelined, stats.Phrase{EN: "pipelined", ZH: "流水线"}},
	{dissect.NoteResent, stats.Phrase{EN: "sent again", ZH: "重发"}},
	{dissect.NoteEarly, stats.Phrase{EN: "answered early", ZH: "提前应答"}},
	{dissect.NoteCut, stats.Phrase{EN: "cut off", ZH: "中断"}},
}

// phases are what the time of a session was spent on.
var phases = [mail.Phases]stats.Phrase{
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
	{message.NoHeader, "没有信头"}, {message.Envelope, "信头前有多余的行"}, {message.BareCR, "行尾只有 CR"}, {message.BadHeaderLine, "信头中有非法行"},
	{message.HeaderTooLong, "信头过长"}, {message.RepeatedField, "字段重复"}, {message.BadDate, "日期无法解析"}, {message.BadWord, "编码词字符集未知"},
	{message.RawHeader, "信头含未编码的 8 位字符"}, {message.UnknownCharset, "字符集未知"}, {message.WrongCharset, "字符集标记错误"}, {message.MissingCharset, "缺少字符集标记"},
	{message.BadText, "有无法解码的字符"}, {message.UnknownEncoding, "传输编码未知"}, {message.WrongEncoding, "传输编码标记错误"}, {message.BadBase64, "base64 有误"},
	{message.BadQuotedPrintable, "quoted-printable 有误"}, {message.BadUUEncode, "uuencode 有误"}, {message.NoBoundary, "缺少分界参数"}, {message.WrongBoundary, "分界与声明不符"},
	{message.NoParts, "multipart 没有部分"}, {message.Unclosed, "缺少结束分界"}, {message.AfterClose, "结束分界后还有部分"}, {message.TooDeep, "嵌套过深"},
	{message.TooManyParts, "部分过多"}, {message.Truncated, "不完整"}, {message.Missing, "有字节未捕获"},
}

// troublesOf returns the names of notes in a language.
func troublesOf(n message.Notes, l stats.Lang) (names []string) {
	if l != stats.Chinese {
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
	saySession      = stats.Phrase{EN: "Session %d: %s  %s → %s  (stream %d, frames %d to %d)", ZH: "会话 %d：%s  %s → %s  （流 %d，帧 %d 至 %d）"}
	sayWhen         = stats.Phrase{EN: "%s UTC, %s", ZH: "%s UTC，历时 %s"}
	sayClear        = stats.Phrase{EN: ", in clear", ZH: "，明文"}
	sayEncrypted    = stats.Phrase{EN: ", in clear at first, then encrypted (TLS)", ZH: "，先明文，后加密（TLS）"}
	sayCompressed   = stats.Phrase{EN: ", readable at first, then compressed (COMPRESS)", ZH: "，先可读，后压缩（COMPRESS）"}
	sayMidstream    = stats.Phrase{EN: "; its beginning was not captured", ZH: "；未捕获到开头"}
	sayNoServer     = stats.Phrase{EN: "; nothing of the server was captured", ZH: "；未捕获到服务器的任何数据"}
	sayHidden       = stats.Phrase{EN: "From here on it is encrypted (TLS): %s bytes to the server and %s to the client.", ZH: "从这里开始加密（TLS）：发往服务器 %s 字节，发往客户端 %s 字节。"}
	sayPacked       = stats.Phrase{EN: "From here on it is compressed, which is not read: %s bytes to the server and %s to the client.", ZH: "从这里开始压缩，内容不解读：发往服务器 %s 字节，发往客户端 %s 字节。"}
	sayNoCommand    = stats.Phrase{EN: "(command not captured)", ZH: "（命令未捕获）"}
	sayUnknown      = stats.Phrase{EN: "(unknown command)", ZH: "（未知命令）"}
	sayResponse     = stats.Phrase{EN: "(response)", ZH: "（响应）"}
	sayNoAnswer     = stats.Phrase{EN: "(no answer)", ZH: "（无应答）"}
	sayUser         = stats.Phrase{EN: "user", ZH: "用户"}
	sayPassword     = stats.Phrase{EN: "password", ZH: "密码"}
	sayDigest       = stats.Phrase{EN: "digest", ZH: "摘要"}
	sayMailLine     = stats.Phrase{EN: "(mail %d: %s)", ZH: "（邮件 %d：%s）"}
	sayMailBytes    = stats.Phrase{EN: "(mail: %s)", ZH: "（邮件：%s）"}
	sayBytes        = stats.Phrase{EN: "%s bytes", ZH: "%s 字节"}
	sayMissing      = stats.Phrase{EN: ", %s missing", ZH: "，缺失 %s"}
	saySent         = stats.Phrase{EN: "sent in %s", ZH: "发送用时 %s"}
	sayFrame        = stats.Phrase{EN: "frame %d", ZH: "帧 %d"}
	sayBefore       = stats.Phrase{EN: "%s before it", ZH: "早 %s"}
	sayAfter        = stats.Phrase{EN: "%s after it", ZH: "晚 %s"}
	sayDays         = stats.Phrase{EN: "%d days", ZH: "%d 天"}
	sayHours        = stats.Phrase{EN: "%d hours", ZH: "%d 小时"}
	sayWhole        = stats.Phrase{EN: "complete after %s", ZH: "%s 后收完"}
	sayMoreLines    = stats.Phrase{EN: "… and %d more lines", ZH: "……另有 %d 行"}
	sayMoreTurns    = stats.Phrase{EN: "… and %d more exchanges, which are not kept", ZH: "……另有 %d 次交互，未保留"}
	sayMoreMails    = stats.Phrase{EN: "… and %d more mails, which are not kept", ZH: "……另有 %d 封邮件，未保留"}
	sayMoreParts    = stats.Phrase{EN: "… and %d more parts", ZH: "……另有 %d 个部分"}
	sayMoreSessions = stats.Phrase{EN: "… and %d later sessions, which are not kept: choose with -f", ZH: "……另有 %d 个较晚的会话，未保留：请用 -f 筛选"}
	sayLoggedIn     = stats.Phrase{EN: "logged in as %s (%s)", ZH: "以 %s 登录（%s）"}
	sayFailed       = stats.Phrase{EN: "%d failed logins", ZH: "登录失败 %d 次"}
	sayMails        = stats.Phrase{EN: "%d mails", ZH: "%d 封邮件"}
	sayAccepted     = stats.Phrase{EN: "%d recipients taken", ZH: "接受收件人 %d 个"}
	sayRefused      = stats.Phrase{EN: "%d refused", ZH: "拒绝 %d 个"}
	sayDeleted      = stats.Phrase{EN: "%d marked as deleted", ZH: "标记删除 %d 封"}
	sayVolume       = stats.Phrase{EN: "%s bytes to the server, %s to the client", ZH: "发往服务器 %s 字节，发往客户端 %s 字节"}
	sayTimes        = stats.Phrase{EN: "Time", ZH: "耗时"}
	saySum          = stats.Phrase{EN: "In all", ZH: "合计"}
	sayMail         = stats.Phrase{EN: "Mail %d", ZH: "邮件 %d"}
	sayComplete     = stats.Phrase{EN: "complete", ZH: "完整"}
	sayIncomplete   = stats.Phrase{EN: "incomplete", ZH: "不完整"}
	sayHeadOnly     = stats.Phrase{EN: "only a part was asked for", ZH: "只请求了一部分"}
	sayFrames       = stats.Phrase{EN: "frames %d to %d", ZH: "帧 %d 至 %d"}
	sayNullPath     = stats.Phrase{EN: "nobody (<>)", ZH: "空（<>）"}
	sayMoreNames    = stats.Phrase{EN: "… and %d more", ZH: "……另有 %d 个"}
	sayRefusedWith  = stats.Phrase{EN: "%s (refused, %d)", ZH: "%s（被拒，%d）"}
	sayAttachment   = stats.Phrase{EN: "attachment", ZH: "附件"}
	sayServers      = stats.Phrase{EN: "%d servers on the way", ZH: "途经 %d 台服务器"}
)

// Labels of what a mail says, in their order.
var (
	labelEnvelope = stats.Phrase{EN: "Envelope", ZH: "信封"}
	labelStored   = stats.Phrase{EN: "Stored", ZH: "存放"}
	labelAnswer   = stats.Phrase{EN: "Answer", ZH: "答复"}
	labelFrom     = stats.Phrase{EN: "From", ZH: "发件人"}
	labelSender   = stats.Phrase{EN: "Sender", ZH: "代发人"}
	labelReplyTo  = stats.Phrase{EN: "Reply-To", ZH: "回复至"}
	labelTo       = stats.Phrase{EN: "To", ZH: "收件人"}
	labelCc       = stats.Phrase{EN: "Cc", ZH: "抄送"}
	labelBcc      = stats.Phrase{EN: "Bcc", ZH: "密送"}
	labelSubject  = stats.Phrase{EN: "Subject", ZH: "主题"}
	labelDate     = stats.Phrase{EN: "Date", ZH: "日期"}
	labelProgram  = stats.Phrase{EN: "Program", ZH: "客户端程序"}
	labelID       = stats.Phrase{EN: "Message-ID", ZH: "邮件标识"}
	labelReceived = stats.Phrase{EN: "Received", ZH: "途经"}
	labelNotes    = stats.Phrase{EN: "Notes", ZH: "备注"}
	labelParts    = stats.Phrase{EN: "Parts", ZH: "组成"}
	labelText     = stats.Phrase{EN: "Text", ZH: "正文"}
)

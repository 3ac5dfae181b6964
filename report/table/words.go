package table

import "strings"

// words are the texts of Word columns in Chinese. JSON and CSV have them in
// English, whatever language text speaks: programs compare them.
var words = map[string]string{
	// outcomes, of exchanges and of logins
	"unanswered": "无应答", "others": "其他", "succeeded": "成功", "redirected": "重定向", "refused": "被拒绝",
	"failed": "失败",
	// notes of exchanges
	"greeting": "问候", "midstream": "中途开始", "gap": "有缺口", "unsure": "不确定", "interim": "有临时应答",
	"pipelined": "流水线",
	"resent":    "重发", "early": "提前应答", "cut": "被截断", "upgrade": "协议切换",
	// FTP: what became of transfers, where they go, types of data
	"no connection": "无数据连接", "download": "下载", "upload": "上传", "text": "文本", "image": "二进制", "local": "本地",
	// phases of mail sessions
	"other": "其他", "hello": "招呼", "starttls": "转加密", "auth": "登录", "envelope": "信封", "data": "邮件内容",
	"browse": "查看", "change": "改动", "close": "结束",
	// calls: what became of them, who hung up
	"cancelled": "已取消", "caller": "主叫", "callee": "被叫",
	// severities
	"warning": "警告", "notice": "注意", "remark": "备注",
	// legs, and where a capture was taken
	"to server": "到服务器", "to client": "到客户端", "unknown": "未知", "client side": "客户端侧",
	"server side":     "服务器侧",
	"middle":          "中间",
	"acknowledgments": "确认", "spin bit": "自旋位", "handshake": "握手",
	"no round trip and no hop limit tells": "往返时间与跳数都无法说明", "both ends answer at once": "两端都立即应答",
	"round trips to both ends compared":               "比较到两端的往返时间",
	"segments of one side only have passed no router": "只有一方的报文未经过路由器",
	// lives of connections
	"established": "已建立", "SYN not captured": "未抓到 SYN", "open": "未关闭", "half closed": "半关闭", "client": "客户端",
	"server": "服务器",
	// TCP's analysis
	"zero window probe ACK": "零窗口探测应答", "zero window": "零窗口", "zero window probe": "零窗口探测",
	"duplicate ACK":  "重复确认",
	"keep-alive ACK": "保活应答", "keep-alive": "保活", "window full": "窗口已满", "window update": "窗口更新",
	"ACKed unseen segment": "确认了未抓到的段", "previous segment not captured": "前面的段未抓到", "out of order": "乱序",
	"fast retransmission": "快速重传", "spurious retransmission": "虚假重传", "retransmission": "重传",
	"port numbers reused": "端口复用",
	// DNS
	"referral": "转介", "authoritative": "权威", "cache": "缓存", "iterative": "迭代", "recursive": "递归",
	"not recursive": "不支持递归",
	// HTTP
	"non-persistent": "非持久", "persistent": "持久", "persistent with pipelining": "持久加流水线",
	"parallel connections": "并行连接",
	"first":                "首个", "later": "后续",
	"ahead": "预先连接",
	// DHCP: what is talked about, and how it went
	"new lease": "获取租约", "known address": "沿用地址", "renewal": "续租", "release": "释放", "decline": "拒用",
	"information": "查询参数", "answer alone": "仅有应答",
	"granted": "已分配", "offered": "已提供", "done": "完成",
	"as the query came": "沿查询来路", "not as the query came": "未沿查询来路", "no query seen": "未见查询",
	// streams over HTTP: tracks, changes of quality, what happens to the buffer, players
	"muxed": "音视频", "video": "视频", "audio": "音频", "up": "升", "down": "降", "segment": "分段到达",
	"stall": "卡顿", "jump": "跳转", "end": "结束",
	"starting": "等待起播", "playing": "播放中", "stalled": "卡顿中", "over": "已播完",
	// caches: of what is compared, what became of requests
	"now": "现在", "shared cache": "共享缓存", "hits as given": "给定命中率",
	"hit": "命中", "validated": "验证有效", "first time": "首次请求", "changed": "已变化", "other variant": "其他变体",
	"reload": "强制刷新", "method": "方法",
	"no-store": "不得存储", "private": "私有", "authorization": "需授权", "status": "状态码", "no lifetime": "无有效期",
	"partial": "部分内容",
	"in TLS":  "在 TLS 中", "not seen whole": "不完整",
	// mail
	"none": "无", "in clear": "明文", "hashed": "摘要", "encrypted": "已加密",
	"download and keep": "下载并保留", "download and delete": "下载并删除", "download and delete some": "下载并删除部分",
	"not committed": "未生效",
	// BitTorrent
	"interested": "感兴趣", "unchoked": "已解除阻塞",
	// TLS
	"complete": "完成", "not finished": "未完成", "answered": "已应答", "resumed": "恢复会话",
	// how near captures are
	"same-bytes": "同一文件", "copy": "同一录制", "captured-twice": "两次抓取", "same-rhythm": "时间相同",
	"two-places": "两处抓取", "same-desk": "同一机器", "same-server": "同一服务器", "unrelated": "无关",
	"fetched": "已取回", "incomplete": "不完整", "put off": "被暂缓", "taken": "已接收",
}

// word returns the text of a Word column in a language: words with ", " between
// them. One without a translation stays as it is.
func Translate(s string, l Lang) string {
	if l != Chinese || s == "" {
		return s
	}
	list := strings.Split(s, ", ")
	for i, w := range list {
		if zh, ok := words[w]; ok {
			list[i] = zh
		}
	}
	return strings.Join(list, "，")
}

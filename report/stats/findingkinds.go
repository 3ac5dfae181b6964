package stats

import (
	"netsniff/report/table"
)

// Severity says how much a finding matters.
type Severity uint8

// Severities, from the least.
const (
	Remark  Severity = iota // worth knowing
	Notice                  // unusual
	Warning                 // something did not work as it should
)

var severities = [...]string{"remark", "notice", "warning"}

func (s Severity) String() string { return severities[s] }

// findingKind is what is remarked.
type findingKind uint8

const (
	mailRefused findingKind = iota
	mailDeferred
	loginRefused
	passwordInClear
	httpClientError
	httpServerError
	dnsUnanswered
	dnsFailed
	dnsNoSuchName
	dnsContradiction
	dnsTruncated
	dnsTunnel
	udpPortUnreachable
	requestUnanswered
	slowServer
	slowNetwork
	resentSegments
	zeroWindow
	connectionRefused
	connectionUnanswered
	connectionReset
	captureLoss
	oneSided
	oversized
	doubledFrames
	clockJump
	cutFrames
	encrypted
	findingKinds
)

// findingTexts say of each kind how much it matters, what it is called, what
// it means and what to do next.
var findingTexts = [findingKinds]struct {
	name     string
	severity Severity
	title    table.Phrase
	meaning  table.Phrase
	next     table.Phrase
}{
	mailRefused: {"mail-refused", Warning,
		table.Say("Mail refused by the server", "邮件被服务器拒绝"),
		table.Say("The server answered a sender, a recipient or a mail with 5xx: it will not take it, and trying again will not help (RFC 5321 §4.2.1).", "服务器对发件人、收件人或邮件内容回复 5xx：永久拒绝，重试无效（RFC 5321 §4.2.1）。"),
		table.Say("Read the text behind the code: an address that does not exist, a login that is missing, or a policy such as SPF or a block list.", "查看状态码后的说明：地址不存在、未登录认证，或被 SPF、黑名单等策略拒绝。")},
	mailDeferred: {"mail-deferred", Notice,
		table.Say("Mail put off by the server", "邮件被服务器暂缓"),
		table.Say("The server answered with 4xx: not now, try later. Greylisting does this on purpose with senders it does not know.", "服务器回复 4xx：暂时不接收，请稍后重试。灰名单会有意这样对待陌生发件方。"),
		table.Say("See whether the same mail was sent again some minutes later and accepted then.", "检查数分钟后同一封邮件是否重发并被接收。")},
	loginRefused: {"login-refused", Warning,
		table.Say("Login refused", "登录被拒绝"),
		table.Say("The server did not accept the user or the password.", "服务器不接受该用户名或密码。"),
		table.Say("Check the user name and the password; many mail providers want an authorization code instead of the password.", "检查用户名和密码；许多邮箱服务商要求使用授权码而不是登录密码。")},
	passwordInClear: {"password-in-clear", Warning,
		table.Say("Password sent in clear", "密码明文传输"),
		table.Say("Whoever can capture this traffic can read the password: base64 is no encryption.", "能抓到这些流量的人就能读出密码：base64 不是加密。"),
		table.Say("Use TLS (STARTTLS, or ports 465, 993, 995 and 443), and change the password if the capture is to be shared.", "请使用 TLS（STARTTLS 或 465、993、995、443 端口）；若要分享此抓包，请先更改密码。")},
	httpClientError: {"http-4xx", Notice,
		table.Say("HTTP request refused (4xx)", "HTTP 请求被拒绝（4xx）"),
		table.Say("The server says that the request is to blame: what it asks for is not there, not allowed or not understood (RFC 9110 §15.5).", "服务器认为请求有误：资源不存在、无权限或无法理解（RFC 9110 §15.5）。"),
		table.Say("Look at the URI and, with 401 and 403, at who is logged in.", "检查 URI；若为 401、403，检查登录身份。")},
	httpServerError: {"http-5xx", Warning,
		table.Say("HTTP server failed (5xx)", "HTTP 服务器出错（5xx）"),
		table.Say("The server says that it is to blame itself (RFC 9110 §15.6); 502 and 504 come from a proxy whose own server failed.", "服务器承认自身出错（RFC 9110 §15.6）；502 与 504 来自代理，表示其后端失败。"),
		table.Say("Look into the server's log at this time; with 502 and 504 into that of the server behind it.", "查看服务器此刻的日志；若为 502、504，请查看其后端的日志。")},
	dnsUnanswered: {"dns-unanswered", Warning,
		table.Say("DNS query without answer", "DNS 查询无应答"),
		table.Say("No answer was captured: the server is down, a firewall drops the packets, or the capture does not see the way back.", "未抓到应答：服务器不可用、防火墙丢弃，或抓包看不到返回路径。"),
		table.Say("Ask the server by hand (dig @SERVER NAME) and see whether other queries to it are answered: netsniff stats dns.servers.", "手工查询（dig @服务器 名称），并查看发往它的其他查询是否有应答：netsniff stats dns.servers。")},
	dnsFailed: {"dns-failed", Warning,
		table.Say("DNS server could not answer", "DNS 服务器无法应答"),
		table.Say("SERVFAIL and REFUSED are no answers about the name: the server could not reach those that know it, could not validate what they said (DNSSEC), or does not serve this client.", "SERVFAIL 与 REFUSED 并非关于该名称的结论：服务器联系不到权威服务器、DNSSEC 校验失败，或不为此客户端服务。"),
		table.Say("Try another resolver; if it answers, try there with DNSSEC checking disabled (dig +cd) to see whether a signature is the reason.", "换一个解析器；若可应答，用 dig +cd 关闭 DNSSEC 校验再试，以判断是否为签名问题。")},
	dnsNoSuchName: {"dns-no-such-name", Remark,
		table.Say("Name does not exist (NXDOMAIN)", "域名不存在（NXDOMAIN）"),
		table.Say("The name was asked for and there is none. Search lists make programs ask for names that nobody meant.", "查询的名称不存在。搜索域会让程序查询并非用户本意的名称。"),
		table.Say("Look for a typing error, or for a search domain behind the name.", "检查拼写，或名称后附加的搜索域。")},
	dnsContradiction: {"dns-two-answers", Warning,
		table.Say("Two different answers to one DNS query", "同一 DNS 查询收到两个不同应答"),
		table.Say("A second response with the same identifier says something else than the first. Programs believe the first: somebody on the way may forge responses (a censor, a captive portal, an attack on the cache).", "第二个标识相同的应答与第一个内容不同。程序只采信先到的：途中可能有人伪造应答（审查、强制门户、缓存投毒）。"),
		table.Say("Compare TTL, IP identification and hop limit of the two (-V), and ask over TCP or TLS.", "用 -V 比较两个应答的 TTL、IP 标识与跳数，并改用 TCP 或 TLS 查询。")},
	dnsTruncated: {"dns-truncated", Remark,
		table.Say("DNS answer truncated", "DNS 应答被截断"),
		table.Say("The answer did not fit into the datagram (TC is set): the client has to ask again over TCP (RFC 7766), which costs two more round trips and fails where a firewall lets only UDP through.", "应答超出数据报大小（TC 置位）：客户端须改用 TCP 重新查询（RFC 7766），多花两个往返；若防火墙只放行 UDP 则会失败。"),
		table.Say("See whether a connection to port 53 of the same server follows and is answered: netsniff stats connections -f 'tcp.port == 53'.", "查看随后是否有到同一服务器 53 端口的 TCP 连接且得到应答：netsniff stats connections -f 'tcp.port == 53'。")},
	dnsTunnel: {"dns-tunnel", Warning,
		table.Say("Many long names below one domain", "同一域名下有大量超长名称"),
		table.Say("Names like these carry data: a tunnel through the DNS, malware, or a service that counts its users.", "这样的名称可携带数据：DNS 隧道、恶意软件，或统计用户的服务。"),
		table.Say("Look at the names (-f 'dns.qry.name.len > 60'), and at who has registered the domain.", "查看这些名称（-f 'dns.qry.name.len > 60'）以及域名的注册者。")},
	udpPortUnreachable: {"port-unreachable", Warning,
		table.Say("UDP port unreachable", "UDP 端口不可达"),
		table.Say("The host answered a datagram with an ICMP error: it is there, but no program listens on the port; with an answer as what is quoted, who asked has stopped waiting.", "主机对数据报回以 ICMP 错误：主机可达，但该端口没有程序监听；若被引用的是应答，则说明提问者已不再等待。"),
		table.Say("Check that the service runs and listens on this address; the error quotes what was sent (-V).", "检查服务是否运行并监听该地址；错误报文中引用了原数据（-V）。")},
	requestUnanswered: {"unanswered", Notice,
		table.Say("Request without reply", "请求无应答"),
		table.Say("A request was captured and no reply to it, although the connection was open.", "抓到了请求，但连接打开期间没有应答。"),
		table.Say("See in the timeline how the connection ended: a reset, a timeout, or the end of the capture.", "在时间线中查看连接如何结束：重置、超时，或抓包结束。")},
	slowServer: {"slow-server", Warning,
		table.Say("Slow server", "服务器慢"),
		table.Say("Most of the time between request and reply was the server's own, not the network's.", "请求到应答之间的大部分时间花在服务器，而不是网络。"),
		table.Say("Look at what the server does for this request; netsniff stats exchanges --sort -ttfb lists the slowest.", "检查服务器处理该请求的过程；netsniff stats exchanges --sort -ttfb 列出最慢的请求。")},
	slowNetwork: {"slow-network", Notice,
		table.Say("Slow network", "网络慢"),
		table.Say("A round trip between the two ends takes long: every request and every connection set-up waits for it.", "两端之间往返时间长：每次请求、每次建立连接都要等待。"),
		table.Say("Compare with ping and traceroute; fewer round trips (persistent connections, caching) help more than bandwidth.", "与 ping、traceroute 对比；减少往返（持久连接、缓存）比增加带宽更有效。")},
	resentSegments: {"retransmissions", Warning,
		table.Say("Many segments sent again", "重传过多"),
		table.Say("Segments were lost on the way, or their acknowledgments were: each costs at least a round trip, often a timeout.", "报文段或其确认在途中丢失：每次至少损失一个往返，常常是一次超时。"),
		table.Say("Find out on which side of the capture point they are lost (netsniff stats connections: lost segments mean before it, resent without them behind it).", "判断丢失发生在抓包点的哪一侧（netsniff stats connections：有丢段在其前，无丢段的重传在其后）。")},
	zeroWindow: {"zero-window", Warning,
		table.Say("Receiver's buffer full (zero window)", "接收缓冲区满（零窗口）"),
		table.Say("The receiving program does not read as fast as data arrive, so TCP stops the sender.", "接收程序读取得不够快，TCP 让发送方停下。"),
		table.Say("The network is not to blame: look at the program that receives.", "问题不在网络：请检查接收数据的程序。")},
	connectionRefused: {"connection-refused", Warning,
		table.Say("Connection refused", "连接被拒绝"),
		table.Say("The host answered the SYN with RST: nobody listens on this port, or a firewall says so.", "主机以 RST 回应 SYN：该端口没有程序监听，或由防火墙拒绝。"),
		table.Say("Check that the service runs and listens on this address and port.", "检查服务是否运行并监听该地址与端口。")},
	connectionUnanswered: {"connection-unanswered", Warning,
		table.Say("Connection attempt without answer", "连接请求无应答"),
		table.Say("No answer to the SYN was captured: the host is down, a firewall drops the packets, or the capture does not see the way back.", "未抓到对 SYN 的应答：主机不可达、防火墙丢弃，或抓包看不到返回路径。"),
		table.Say("Try the port from another place; see whether the host answers anything else.", "从别处尝试该端口；查看该主机是否响应其他流量。")},
	connectionReset: {"connection-reset", Notice,
		table.Say("Connection reset", "连接被重置"),
		table.Say("One side ended the connection at once with RST; what was under way is lost.", "一方用 RST 立即终止连接；在途数据丢失。"),
		table.Say("See what was said last: programs that do not wait for the end do this, and so do firewalls and crashes.", "查看最后的对话：不等待结束的程序、防火墙或程序崩溃都会这样。")},
	captureLoss: {"capture-loss", Warning,
		table.Say("The capture missed bytes", "抓包丢失数据"),
		table.Say("One side acknowledged bytes that are not in the capture: they were on the wire, but the capture lost them. Times and contents here are not complete.", "一方确认了抓包中没有的数据：它们在网络上传过，但抓包丢失了。这里的时间与内容不完整。"),
		table.Say("Capture again with a larger buffer, a capture filter, or closer to the host.", "使用更大的缓冲区、捕获过滤器，或在更靠近主机处重新抓包。")},
	oneSided: {"one-sided", Notice,
		table.Say("Only one side was captured", "只抓到一个方向"),
		table.Say("The other direction takes another way or was filtered out: response times cannot be told.", "另一方向走了其他路径或被过滤：无法得出响应时间。"),
		table.Say("Mirror both directions of the port, or capture on one of the two hosts.", "镜像端口的两个方向，或在其中一台主机上抓包。")},
	oversized: {"offload", Remark,
		table.Say("Segments larger than the MSS", "报文段超过 MSS"),
		table.Say("They were captured before the network card cut them (or after it joined them): sizes and numbers of segments are not those of the wire.", "它们在网卡切分之前（或合并之后）被抓到：段的大小与数量不同于线路上的情况。"),
		table.Say("For lessons on segments switch offloading off before capturing: ethtool -K IFACE tso off gso off gro off.", "若要研究报文段，请在抓包前关闭卸载：ethtool -K 接口 tso off gso off gro off。")},
	doubledFrames: {"doubled-frames", Warning,
		table.Say("Frames captured twice", "帧被重复抓取"),
		table.Say("The same packet is in the capture twice: two interfaces (-i any) or both directions of a mirror port were captured. Counts are too high, and retransmissions are seen where there are none.", "同一个包出现两次：同时抓了两个接口（-i any）或镜像端口的双向。计数偏高，并会误判为重传。"),
		table.Say("Capture on one interface, or remove the copies (editcap -d).", "只在一个接口上抓包，或去除重复（editcap -d）。")},
	clockJump: {"clock-jump", Warning,
		table.Say("The clock jumped", "时钟跳变"),
		table.Say("A frame is stamped earlier than the one before it by more than a tenth of a second, or much later: times across it mean nothing.", "某帧的时间戳早于前一帧 0.1 秒以上，或晚得反常：跨越此处的时间没有意义。"),
		table.Say("See whether files were joined in the wrong order, or whether the clock was set while capturing.", "检查文件是否按错误顺序合并，或抓包时系统时钟被调整。")},
	cutFrames: {"cut-frames", Notice,
		table.Say("Frames cut short by the snap length", "帧被截短"),
		table.Say("The capture kept only the beginning of frames: contents are not complete.", "抓包只保留了帧的开头：内容不完整。"),
		table.Say("Capture with -s 0 (the default here) to have whole frames.", "使用 -s 0（本程序默认）抓取完整的帧。")},
	encrypted: {"encrypted", Remark,
		table.Say("Encrypted with TLS", "TLS 加密"),
		table.Say("What is said inside cannot be read from the capture; connections, times and sizes can.", "无法从抓包读取其中的内容；连接、时间与大小仍可分析。"),
		table.Say("To see a protocol's dialogue in a lesson, switch TLS off in the client (for mail: ports 25, 110, 143).", "若课堂上要观察协议对话，请在客户端关闭加密（邮件：25、110、143 端口）。")},
}

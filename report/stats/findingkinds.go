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
	formPassword
	bareLineFeed
	httpClientError
	httpServerError
	dnsUnanswered
	dnsFailed
	dnsNoSuchName
	dnsContradiction
	dnsTruncated
	dnsTruncatedLost
	dnsTunnel
	udpPortUnreachable
	hostUnreachable
	pathMTU
	ftpCommandRefused
	ftpDataRefused
	ftpDataMissing
	ftpShort
	callNotTaken
	callSlow
	callOneWay
	mediaLost
	mediaUneven
	bruteForce
	trackerRefused
	trackerUnanswered
	trackerWarning
	tableSilent
	portNotReached
	utpUnanswered
	utpSlow
	corruptPiece
	allChoke
	resetInTheMiddle
	samePeerTwice
	arpConflict
	arpUnanswered
	requestUnanswered
	slowServer
	slowNetwork
	windowExhausted
	headOfLine
	resentSegments
	reordered
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
	certificateExpired
	certificateEarly
	certificateName
	certificateSelfSigned
	tlsFailed
	tlsOldVersion
	tlsWeakCipher
	starttlsUnused
	starttlsStripped
	starttlsNotOffered
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
		table.Say("The reply is the server's reason. If it does not suffice, its log has the same line at this time.", "应答即服务器给出的原因；若仍不清楚，请查看服务器日志中同一时间的记录。")},
	mailDeferred: {"mail-deferred", Notice,
		table.Say("Mail put off by the server", "邮件被服务器暂缓"),
		table.Say("The server answered with 4xx: not now, the sender's queue tries again later (RFC 5321 §4.2.1).", "服务器回复 4xx：暂时不接收，发件方队列稍后会重试（RFC 5321 §4.2.1）。"),
		table.Say("See whether the same mail was sent again some minutes later and accepted then.", "检查数分钟后同一封邮件是否重发并被接收。")},
	loginRefused: {"login-refused", Warning,
		table.Say("Login refused", "登录被拒绝"),
		table.Say("The server did not accept the user or the password.", "服务器不接受该用户名或密码。"),
		table.Say("Check the user name and the password; many mail providers want an authorization code instead of the password.", "检查用户名和密码；许多邮箱服务商要求使用授权码而不是登录密码。")},
	passwordInClear: {"password-in-clear", Warning,
		table.Say("Password sent in clear", "密码明文传输"),
		table.Say("Whoever can capture this traffic can read the password: base64 is no encryption.", "能抓到这些流量的人就能读出密码：base64 不是加密。"),
		table.Say("Use TLS (STARTTLS, or ports 465, 993, 995 and 443), and change the password if the capture is to be shared.", "请使用 TLS（STARTTLS 或 465、993、995、443 端口）；若要分享此抓包，请先更改密码。")},
	formPassword: {"form-password", Warning,
		table.Say("Password in a form sent in clear", "表单密码明文传输"),
		table.Say("A form, a URI or JSON carries a password over HTTP without TLS: whoever can capture this traffic can read it; in a URI it is in logs as well.", "表单、URI 或 JSON 通过未加密的 HTTP 传输密码：能抓到这些流量的人就能读出；若在 URI 中，还会进入日志。"),
		table.Say("Serve the form and its target over HTTPS only (HSTS), and change the password if the capture is to be shared.", "表单及其提交地址只用 HTTPS 提供（HSTS）；若要分享此抓包，请先更改密码。")},
	bareLineFeed: {"bare-lf", Notice,
		table.Say("Mail with bare line feeds", "邮件含裸 LF"),
		table.Say("Lines end in LF without CR, which SMTP forbids (RFC 5321 §2.3.8): servers disagree where the mail and its header end. Around the final dot it can smuggle a second mail past filters.", "行尾只有 LF 而没有 CR，SMTP 不允许（RFC 5321 §2.3.8）：各服务器对信头与邮件结束位置判断不一；若出现在结束点前后，可绕过过滤夹带第二封邮件（SMTP smuggling）。"),
		table.Say("Mend the program that sends (smtplib: use policy SMTP or CRLF); Postfix: smtpd_forbid_bare_newline.", "修正发送程序（如 smtplib 使用 SMTP 策略或 CRLF）；Postfix 可设置 smtpd_forbid_bare_newline。")},
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
		table.Say("The answer did not fit into the datagram (TC is set): the client asked again over TCP (RFC 7766), which costs two more round trips.", "应答超出数据报大小（TC 置位）：客户端改用 TCP 重新查询（RFC 7766），多花两个往返。"),
		table.Say("Nothing is broken. A larger EDNS buffer (up to 1232 bytes) or a smaller answer saves the round trips.", "并无故障。增大 EDNS 缓冲（不超过 1232 字节）或减小应答可省去这些往返。")},
	dnsTruncatedLost: {"dns-truncated", Warning,
		table.Say("DNS answer truncated, and nothing over TCP", "DNS 应答被截断，且 TCP 未得到应答"),
		table.Say("The answer did not fit into the datagram (TC is set), but the client did not get it over TCP either (RFC 7766): it has to do with a part, or has none.", "应答超出数据报大小（TC 置位），但客户端也没有通过 TCP 得到应答（RFC 7766）：只能使用不完整的结果，甚至没有结果。"),
		table.Say("See whether a firewall stops TCP to port 53 (dig +tcp @SERVER NAME), and whether the client can use TCP at all.", "检查防火墙是否拦截到 53 端口的 TCP（dig +tcp @服务器 名称），以及客户端是否支持 TCP。")},
	dnsTunnel: {"dns-tunnel", Warning,
		table.Say("Many long names below one domain", "同一域名下有大量超长名称"),
		table.Say("Names like these carry data: a tunnel through the DNS, malware, or a service that counts its users.", "这样的名称可携带数据：DNS 隧道、恶意软件，或统计用户的服务。"),
		table.Say("Look at the names (-f 'dns.qry.name.len > 60'), and at who has registered the domain.", "查看这些名称（-f 'dns.qry.name.len > 60'）以及域名的注册者。")},
	udpPortUnreachable: {"port-unreachable", Warning,
		table.Say("Port unreachable", "端口不可达"),
		table.Say("The host answered a datagram with an ICMP error: it is there, but no program listens on the port; with an answer as what is quoted, who asked has stopped waiting.", "主机对数据报回以 ICMP 错误：主机可达，但该端口没有程序监听；若被引用的是应答，则说明提问者已不再等待。"),
		table.Say("Check that the service runs and listens on this address; the error quotes what was sent (-V).", "检查服务是否运行并监听该地址；错误报文中引用了原数据（-V）。")},
	hostUnreachable: {"unreachable", Warning,
		table.Say("Destination unreachable (ICMP)", "目的不可达（ICMP）"),
		table.Say("A router or a host answered with an ICMP error: the packet that it quotes did not arrive, for the reason it gives.", "路由器或主机回复 ICMP 错误：其中引用的数据包未送达，原因如应答所述。"),
		table.Say("Network and host unreachable: look at routes and whether the host is up. Prohibited: a firewall on the way says so.", "网络或主机不可达：检查路由与主机是否在线；被禁止：途中防火墙拒绝。")},
	pathMTU: {"path-mtu", Remark,
		table.Say("Packets too big for the path", "数据包超过路径 MTU"),
		table.Say("A router tells the sender that its packets are larger than the next link allows (path MTU discovery, RFC 1191, RFC 8201). The sender has to make them smaller.", "路由器告知发送方数据包超过下一段链路的 MTU（路径 MTU 发现，RFC 1191、RFC 8201），发送方须减小包长。"),
		table.Say("Fine if it happens once. If the sender goes on with large packets, something filters the error on its way back.", "偶尔出现属正常。若发送方仍发送大包，说明该错误在返回途中被过滤。")},
	ftpCommandRefused: {"ftp-refused", Notice,
		table.Say("FTP command refused", "FTP 命令被拒绝"),
		table.Say("The server did not do what was asked with a file or a directory: it is not there, not allowed, or there is no room (RFC 959 §4.2).", "服务器未对文件或目录执行所请求的操作：不存在、无权限或空间不足（RFC 959 §4.2）。"),
		table.Say("Check the name and the working directory (netsniff stats ftp), and the rights of the user on the server.", "检查名称与工作目录（netsniff stats ftp），以及该用户在服务器上的权限。")},
	ftpDataRefused: {"ftp-data-refused", Warning,
		table.Say("FTP data connection refused", "FTP 数据连接被拒绝"),
		table.Say("The end that was told by PORT or PASV answered the SYN with RST: a firewall or a translator of addresses lets the control connection pass and not this one, or the address is that of another host.", "PORT 或 PASV 告知的一端以 RST 回应 SYN：防火墙或地址转换放行了控制连接却未放行数据连接，或地址属于别的主机。"),
		table.Say("Try passive mode in place of active mode (or the other way round); on the server set the range of passive ports and the address that it tells, and open them in the firewall.", "将主动模式换成被动模式（或相反）；在服务器上设置被动端口范围与对外地址，并在防火墙放行。")},
	ftpDataMissing: {"ftp-data-missing", Warning,
		table.Say("FTP data connection never opened", "FTP 数据连接未建立"),
		table.Say("A transfer was asked for and no data connection came about: what was told by PORT or PASV cannot be reached from the other side.", "请求了传输，但数据连接未能建立：PORT 或 PASV 告知的地址从另一端不可达。"),
		table.Say("Behind a translator of addresses use passive mode (EPSV), and look whether the server tells a private address in 227.", "位于地址转换之后请用被动模式（EPSV），并检查服务器在 227 中是否给出了内网地址。")},
	callNotTaken: {"call-refused", Warning,
		table.Say("Call refused", "呼叫被拒绝"),
		table.Say("The call was answered with 4xx, 5xx or 6xx (RFC 3261 §21): the other end is busy or unknown, or has nothing in common with the caller.", "呼叫以 4xx、5xx 或 6xx 告终（RFC 3261 §21）：对方忙、不存在，或双方没有共同能力。"),
		table.Say("486: busy; 404: check the number; 488 and 606: compare the codecs in SDP; 503: see the proxy.", "486：忙；404：检查号码；488、606：比较 SDP 中的编解码；503：检查代理。")},
	callSlow: {"call-slow", Notice,
		table.Say("Long wait after dialling", "拨号后等待过久"),
		table.Say("The caller heard nothing for more than 5 s: no ringing, no answer (RFC 6076 §4.3).", "主叫 5 秒以上听不到任何声音：既无振铃也无应答（RFC 6076 §4.3）。"),
		table.Say("See which hop answers late: INVITEs that were sent again, lookups in DNS, credentials that were asked for.", "查看哪一跳应答迟缓：重发的 INVITE、DNS 查询、认证要求。")},
	callOneWay: {"call-one-way", Warning,
		table.Say("Media one way only", "媒体只有单向"),
		table.Say("Of a call that was answered media was captured from one side alone: the other is not heard.", "呼叫已接通，但只捕获到一方的媒体：听不到另一方。"),
		table.Say("Compare the addresses in both SDPs with those of the hosts: a private one behind NAT, a firewall. Or one side was on hold (a=sendonly), or the capture point sees one way.", "比较双方 SDP 与主机的地址：NAT 后的私有地址、防火墙；也可能一方处于保持（a=sendonly），或抓包点只能看到单向。")},
	mediaLost: {"rtp-loss", Warning,
		table.Say("Much media lost", "媒体丢失严重"),
		table.Say("More than 3 % of a stream of RTP did not come: that is heard or seen.", "RTP 流丢失超过 3 %：能听出或看出。"),
		table.Say("See when it was lost (netsniff stats rtp-intervals): in bursts a queue overflows, evenly a radio link loses.", "查看丢失的时刻（netsniff stats rtp-intervals）：成串丢失多为队列溢出，均匀丢失多为无线链路。")},
	mediaUneven: {"rtp-jitter", Notice,
		table.Say("Media comes unevenly", "媒体到达不均匀"),
		table.Say("The mean jitter of a stream of RTP (RFC 3550 §6.4.1) is above 30 ms: buffers grow, or packets come too late to be played.", "RTP 流的平均抖动（RFC 3550 §6.4.1）超过 30 毫秒：缓冲区变大，或分组来不及播放。"),
		table.Say("Look for queues on the way (other traffic at the same time), and give media priority (DSCP 46).", "查看途中的队列（同时的其他流量），并为媒体设置优先级（DSCP 46）。")},
	ftpShort: {"ftp-short", Warning,
		table.Say("FTP transfer shorter than announced", "FTP 传输短于预告"),
		table.Say("Fewer bytes came than SIZE, ALLO or the first reply said: the file was cut. The end of the connection looks to the receiver like the end of the file (RFC 959 §3.3).", "收到的字节少于 SIZE、ALLO 或首个应答所述：文件被截断。对接收方而言，连接结束就像文件结束（RFC 959 §3.3）。"),
		table.Say("Compare sizes after each transfer; fetch the rest with REST (lftp: get -c, curl: -C -).", "每次传输后比较大小；用 REST 取回余下部分（lftp: get -c，curl: -C -）。")},
	bruteForce: {"brute-force", Warning,
		table.Say("Passwords are being guessed", "正在猜测密码"),
		table.Say("Many different users or passwords were tried at one server by one host within ten minutes, and refused.", "同一主机在十分钟内对同一服务器尝试了许多不同的用户名或密码，均被拒绝。"),
		table.Say("See whether one of them was let in at last (netsniff credentials), block the host, and have the server slow such attempts down (fail2ban).", "查看最终是否有一次登录成功（netsniff credentials），封锁该主机，并让服务器限制此类尝试（fail2ban）。")},
	trackerRefused: {"tracker-refused", Warning,
		table.Say("Tracker refused", "Tracker 拒绝请求"),
		table.Say("The tracker answered with a failure: it names no peers for this torrent.", "Tracker 回复了失败原因：不为该种子提供节点。"),
		table.Say("The reply is its reason. Other trackers, DHT and peer exchange may still find peers (netsniff swarm).", "应答即其原因。其他 Tracker、DHT 与节点交换仍可能找到节点（netsniff swarm）。")},
	trackerUnanswered: {"tracker-unanswered", Warning,
		table.Say("Tracker does not answer", "Tracker 无应答"),
		table.Say("A peer asked a tracker and no answer was captured: the tracker is gone, or UDP to it is filtered.", "节点向 Tracker 发出请求，未抓到应答：Tracker 已失效，或到它的 UDP 被过滤。"),
		table.Say("Try another tracker of the torrent, or one over HTTP; see whether other UDP gets out of this network.", "尝试该种子的其他 Tracker 或 HTTP Tracker；检查本网络能否发出其他 UDP。")},
	trackerWarning: {"tracker-warning", Notice,
		table.Say("Tracker warns", "Tracker 警告"),
		table.Say("The tracker answered the announce, with a warning for people.", "Tracker 回复了汇报，但附带给用户的警告。"),
		table.Say("The reply is its warning.", "应答即警告内容。")},
	tableSilent: {"dht-bootstrap", Warning,
		table.Say("Hash table (DHT) does not answer", "DHT 无应答"),
		table.Say("A peer asked nodes of the distributed hash table and none of them answered: it has no part in the table and finds no peers by it (BEP 5).", "节点查询 DHT，但没有任何节点应答：它未加入 DHT，无法由此找到其他节点（BEP 5）。"),
		table.Say("See whether UDP leaves this network and comes back, whether the names of the bootstrap nodes resolve, and whether the list of nodes that the program kept is old.", "检查 UDP 能否进出本网络、引导节点的域名能否解析，以及程序保存的节点列表是否过旧。")},
	portNotReached: {"port-not-reached", Notice,
		table.Say("Nobody can connect to the announced port", "汇报的端口无法从外部连接"),
		table.Say("A peer told others where it listens, and no connection came to it: only those peers can give it anything that it calls itself.", "节点公布了监听端口，但没有外来连接到达：它只能与自己主动连接的节点交换数据。"),
		table.Say("Forward the port (UPnP, NAT-PMP, or by hand) and open it in the firewall. Attempts that failed say that packets arrive, or that they are dropped on the way.", "设置端口转发（UPnP、NAT-PMP 或手动）并在防火墙放行。失败的外来尝试表明包已到达，或在途中被丢弃。")},
	utpUnanswered: {"utp-unanswered", Warning,
		table.Say("uTP does not get through", "uTP 无法连通"),
		table.Say("A peer tried to connect over uTP and no answer was captured: the packets were lost, UDP is filtered on the way, or the other does not listen there. If TCP to the same host works, a filter or a program without uTP is likely.", "节点尝试用 uTP 连接，未抓到应答：数据包丢失、途中过滤 UDP，或对方未在该端口监听。若到同一主机的 TCP 可用，则多半是过滤或对方程序不支持 uTP。"),
		table.Say("Programs go on over TCP. See whether other UDP reaches the host, and whether an ICMP error came back (port-unreachable).", "客户端会改用 TCP。检查其他 UDP 能否到达该主机，以及是否有 ICMP 错误返回（port-unreachable）。")},
	utpSlow: {"utp-slow", Notice,
		table.Say("uTP connection came about late", "uTP 连接建立缓慢"),
		table.Say("The SYN of uTP was answered after a second or more: it or its answer was lost and sent again after a timeout (BEP 29), or the way is congested. How fast the peer is this does not tell.", "uTP 的 SYN 一秒以上才得到应答：它或其应答丢失后超时重发（BEP 29），或路径拥塞。这并不说明对方快慢。"),
		table.Say("Compare with the round trip (netsniff swarm); over TCP to the same host the handshake shows the loss.", "与往返时间对比（netsniff swarm）；到同一主机的 TCP 握手可显示丢包。")},
	corruptPiece: {"corrupt-piece", Warning,
		table.Say("Corrupt piece from a peer", "节点发来损坏的片"),
		table.Say("A peer sent a piece whose SHA-1 is not the torrent's: its disk or memory is bad, a device on the way changed bytes, or it poisons the swarm. Who got it throws the piece away.", "节点发来的片与种子的 SHA-1 不符：其磁盘或内存有误、途中设备改动了数据，或恶意投毒。接收方会丢弃该片。"),
		table.Say("See whether one peer sends all of them; programs ban those. netsniff export torrent verifies all pieces.", "检查是否都来自同一节点；客户端会封禁它。netsniff export torrent 可校验所有片。")},
	allChoke: {"all-choke", Notice,
		table.Say("All peers choke", "被所有节点阻塞"),
		table.Say("A peer is interested in pieces of others for longer than an optimistic unchoke takes (30 s), and none of them lets it have any.", "节点表示感兴趣的时间已超过一次乐观解除阻塞（30 秒），但没有节点允许它下载。"),
		table.Say("Seeds that are full, upload limits, or nothing to give in return. More peers help; netsniff swarm shows who unchokes whom.", "做种者已满、上传受限，或没有可回报的片。增加节点会有帮助；netsniff swarm 显示谁为谁解除阻塞。")},
	resetInTheMiddle: {"reset-in-the-middle", Warning,
		table.Say("Connections of peers reset by somebody on the way", "节点连接被中间设备重置"),
		table.Say("A connection of BitTorrent was ended by an RST that its sender did not make: it has come another number of hops than the sender's packets, or the sender goes on after it. Devices that throttle do this.", "BitTorrent 连接被并非由发送方发出的 RST 终止：其跳数与发送方其他数据包不同，或发送方之后仍在发送。限流设备会这样做。"),
		table.Say("Compare with a capture at the other end. Encrypted peers, uTP or another port may not be noticed by the device.", "与另一端的抓包对比。加密、uTP 或换端口可能不会被该设备识别。")},
	samePeerTwice: {"same-peer-twice", Remark,
		table.Say("Two connections between the same peers", "同一对节点之间有两条连接"),
		table.Say("Both carry the same torrent for seconds: each counts as a peer, and what one tells of its pieces goes over both. A peer may also have connected to itself.", "两条连接同时承载同一种子达数秒：各占一个节点名额，通告也重复发送。节点也可能连接到了自己。"),
		table.Say("Harmless in small numbers; programs hang up the second one by the peer id.", "数量少时无害；客户端应依据 peer id 断开第二条。")},
	arpConflict: {"arp-conflict", Warning,
		table.Say("Two stations use one IP address", "IP 地址冲突"),
		table.Say("Two hardware addresses claim the same IP address: an address given out twice, a fail-over pair, or somebody who wants the traffic of others (ARP spoofing).", "两个硬件地址声称拥有同一 IP：地址重复分配、主备切换，或有人冒充以截取流量（ARP 欺骗）。"),
		table.Say("Find both stations by their hardware addresses (switch tables, DHCP leases); compare with who should have the address.", "根据硬件地址（交换机表、DHCP 租约）找到两台设备，核对该地址应属于谁。")},
	arpUnanswered: {"arp-unanswered", Notice,
		table.Say("ARP request without answer", "ARP 请求无应答"),
		table.Say("A station asked again and again who has an address, as it does when nobody answers: nothing can be sent there.", "某主机反复询问某地址的归属，说明无人应答：无法向该地址发送数据。"),
		table.Say("See whether the host is up and in this network, and whether address and netmask of the one who asks are right; many addresses in a row are a scan.", "检查该主机是否在线、是否在本网段，以及提问者的地址与掩码；连续询问许多地址则是扫描。")},
	requestUnanswered: {"unanswered", Notice,
		table.Say("Request without reply", "请求无应答"),
		table.Say("A request was captured and no reply to it, although there was time enough for one in the capture.", "抓到了请求，抓包中也有足够时间，却没有应答。"),
		table.Say("See in the timeline how the connection ended: a reset, a timeout, or the end of the capture.", "在时间线中查看连接如何结束：重置、超时，或抓包结束。")},
	slowServer: {"slow-server", Warning,
		table.Say("Slow server", "服务器慢"),
		table.Say("Most of the time between request and reply was the server's own, not the network's.", "请求到应答之间的大部分时间花在服务器，而不是网络。"),
		table.Say("Look at what the server does for this request; netsniff stats exchanges --sort -ttfb lists the slowest.", "检查服务器处理该请求的过程；netsniff stats exchanges --sort -ttfb 列出最慢的请求。")},
	slowNetwork: {"slow-network", Notice,
		table.Say("Slow network", "网络慢"),
		table.Say("A round trip between the two ends takes long: every request and every connection set-up waits for it.", "两端之间往返时间长：每次请求、每次建立连接都要等待。"),
		table.Say("Compare with ping and traceroute; fewer round trips (persistent connections, caching) help more than bandwidth.", "与 ping、traceroute 对比；减少往返（持久连接、缓存）比增加带宽更有效。")},
	windowExhausted: {"http2-window", Notice,
		table.Say("Reply waited for a window", "应答在等待流量窗口"),
		table.Say("The sender had used up what the receiver let it send (HTTP/2: RFC 9113 §5.2, HTTP/3: RFC 9000 §4) and waited for more: a good part of the time of this transfer was neither the network's nor the server's.", "发送方已用完接收方允许的发送量（HTTP/2：RFC 9113 §5.2，HTTP/3：RFC 9000 §4），在等待更大的窗口：传输时间的相当一部分既不是网络也不是服务器造成的。"),
		table.Say("Let the receiver open larger windows (HTTP/2: SETTINGS_INITIAL_WINDOW_SIZE, WINDOW_UPDATE; QUIC: initial_max_stream_data, initial_max_data) or read faster; netsniff stats http-waits tells each.", "让接收方开更大的窗口（HTTP/2：SETTINGS_INITIAL_WINDOW_SIZE、WINDOW_UPDATE；QUIC：initial_max_stream_data、initial_max_data）或更快读取；netsniff stats http-waits 逐条列出。")},
	headOfLine: {"head-of-line", Notice,
		table.Say("Reply waited behind lost segments", "应答被丢失的报文段阻塞"),
		table.Say("Bytes of the reply had arrived, but TCP held them back until bytes before them, maybe of other streams, were sent again: head-of-line blocking.", "应答的字节已经到达，但 TCP 要等其前面的字节（可能属于别的流）重传后才交付：队头阻塞。"),
		table.Say("Find the loss (netsniff stats connections); HTTP/3 lets streams go on without each other. netsniff stats http-waits tells how much and how long.", "查找丢包位置（netsniff stats connections）；HTTP/3 的各流互不阻塞。netsniff stats http-waits 列出数量与时长。")},
	resentSegments: {"retransmissions", Warning,
		table.Say("Many segments sent again", "重传过多"),
		table.Say("Segments were lost on the way, or their acknowledgments were: each costs at least a round trip, often a timeout.", "报文段或其确认在途中丢失：每次至少损失一个往返，常常是一次超时。"),
		table.Say("Find out on which side of the capture point they are lost (netsniff stats connections: lost segments mean before it, resent without them behind it).", "判断丢失发生在抓包点的哪一侧（netsniff stats connections：有丢段在其前，无丢段的重传在其后）。")},
	reordered: {"reordering", Notice,
		table.Say("Many segments out of order", "大量乱序"),
		table.Say("Segments overtook each other: packets of one connection take several paths, or a device on the way shares them out. TCP may take it for loss and slow down.", "报文段相互超越：同一连接的包走了多条路径，或途中设备分摊转发。TCP 可能误判为丢包而降速。"),
		table.Say("Look for links that share load by packet instead of by connection, and for several queues in the capturing machine.", "检查是否有按包而非按连接分摊负载的链路，以及抓包机是否多队列乱序。")},
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
	certificateExpired: {"certificate-expired", Warning,
		table.Say("Certificate had expired", "证书已过期"),
		table.Say("When this was captured the server's certificate was past its time (RFC 5280 §4.1.2.5): programs refuse it, or their users have learned to click it away.", "抓包时服务器证书已过有效期（RFC 5280 §4.1.2.5）：程序会拒绝，或用户习惯性地忽略警告。"),
		table.Say("Renew it, and see why that did not happen by itself.", "更新证书，并查明为何没有自动续期。")},
	certificateEarly: {"certificate-not-yet-valid", Warning,
		table.Say("Certificate was not valid yet", "证书尚未生效"),
		table.Say("When this was captured the certificate's time had not begun: it is new, or a clock is wrong.", "抓包时证书尚未到生效时间：证书太新，或时钟有误。"),
		table.Say("Compare the clocks of server, client and who signed it.", "核对服务器、客户端与签发方的时钟。")},
	certificateName: {"certificate-name", Warning,
		table.Say("Certificate for another name", "证书名称不符"),
		table.Say("The name that the client asked for (SNI) is none of those in the certificate (RFC 9525): it is another server's, or a name is missing in it.", "客户端请求的名称（SNI）不在证书之内（RFC 9525）：证书属于别的服务器，或缺少该名称。"),
		table.Say("Issue the certificate for all names that the server is reached by.", "为服务器使用的所有名称签发证书。")},
	certificateSelfSigned: {"certificate-self-signed", Notice,
		table.Say("Self-signed certificate", "自签名证书"),
		table.Say("Nobody vouches for this server but itself: a client that accepts that cannot tell it from somebody on the way.", "除自身外无人为该服务器担保：接受它的客户端无法分辨中间人。"),
		table.Say("Have an authority sign it that clients know, or install it in them.", "由客户端信任的机构签发，或将其安装到客户端。")},
	tlsFailed: {"tls-failed", Warning,
		table.Say("TLS handshake failed", "TLS 握手失败"),
		table.Say("One side ended the handshake with a fatal alert: what was to be said was not (RFC 8446 §6).", "一方以致命警报终止握手：后续内容未能传输（RFC 8446 §6）。"),
		table.Say("The reply names who ended it and why; his log may tell more.", "应答说明是谁、为何终止；其日志可能有更多信息。")},
	tlsOldVersion: {"tls-old-version", Warning,
		table.Say("Old version of TLS", "TLS 版本过旧"),
		table.Say("SSL and TLS before 1.2 are withdrawn (RFC 8996, RFC 7568): what protects them can be broken, and programs of today refuse them.", "SSL 与 1.2 之前的 TLS 已被废止（RFC 8996、RFC 7568）：其保护可被攻破，新程序会拒绝。"),
		table.Say("Switch on TLS 1.2 and 1.3 at the side that does not have them, then the old ones off.", "在不支持的一方启用 TLS 1.2 与 1.3，然后停用旧版本。")},
	tlsWeakCipher: {"tls-weak-cipher", Warning,
		table.Say("Weak cipher", "弱密码套件"),
		table.Say("The server chose a cipher suite that protects little (RFC 9325 §4.1).", "服务器选择了保护力不足的密码套件（RFC 9325 §4.1）。"),
		table.Say("Take it out of the configuration of the server; see what better ones the client offers (-V).", "在服务器配置中停用它；用 -V 查看客户端提供的更好选择。")},
	starttlsUnused: {"starttls-unused", Notice,
		table.Say("STARTTLS offered, not used", "提供了 STARTTLS 却未使用"),
		table.Say("The server offers to encrypt, and the client sent a password or a mail without it.", "服务器提供加密，客户端却以明文发送密码或邮件。"),
		table.Say("Switch STARTTLS on in the client, as required and not as \"if available\".", "在客户端启用 STARTTLS，并设为“必须”而非“如果可用”。")},
	starttlsStripped: {"starttls-stripped", Warning,
		table.Say("STARTTLS was stripped", "STARTTLS 在途中被抹去"),
		table.Say("Where servers offer STARTTLS stands a word of X: a firewall or somebody who wants to read along has written over it, and what follows is in clear.", "本应提供 STARTTLS 之处是一串 X：防火墙或窃听者改写了它，后续内容因此为明文。"),
		table.Say("Capture at the server and compare; switch off SMTP inspection in the device; have the client require TLS (port 465).", "在服务器处抓包对比；关闭设备的 SMTP 检查；让客户端强制 TLS（465 端口）。")},
	starttlsNotOffered: {"starttls-not-offered", Notice,
		table.Say("STARTTLS not offered", "服务器未提供 STARTTLS"),
		table.Say("A password or a mail was sent in clear to a server whose list of capabilities has no STARTTLS: it is not configured, or somebody on the way takes it out.", "密码或邮件以明文发送，而服务器的能力列表中没有 STARTTLS：未配置，或途中有人将其删除。"),
		table.Say("Switch it on at the server (it needs a certificate); if it is on, compare with a capture at the server.", "在服务器启用（需要证书）；若已启用，请与服务器处的抓包对比。")},
	encrypted: {"encrypted", Remark,
		table.Say("Encrypted with TLS", "TLS 加密"),
		table.Say("What is said inside cannot be read from the capture; connections, times and sizes can.", "无法从抓包读取其中的内容；连接、时间与大小仍可分析。"),
		table.Say("To see a protocol's dialogue, have an end log its keys (SSLKEYLOGFILE) and hand the log over (--keylog), or in a lesson switch TLS off in the client (for mail: ports 25, 110, 143).", "若要观察协议对话，请让一端记录密钥（SSLKEYLOGFILE）并用 --keylog 提供，或在课堂上让客户端关闭加密（邮件：25、110、143 端口）。")},
}

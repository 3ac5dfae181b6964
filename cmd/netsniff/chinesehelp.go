package main

import "netsniff/report/table"

// chineseHelp are the texts of commands in Chinese. Examples have the command
// lines of the English ones.
var chineseHelp = map[string]helpText{
	"netsniff": {
		short: "像 Wireshark 一样读取抓包文件和实时流量",
		long:  `netsniff 读取抓包文件或网卡上的实时流量，像 tshark 一样每帧打印一行：HTTP、SMTP、POP3、IMAP、DNS 及其下各层；重组 TCP 流，并指出其中的问题。各命令可以统计数量与时间（stats）、讲述邮件会话（mail）和 BitTorrent 种子（swarm）、把传输的内容写成文件（export）、跟踪一个流（follow）、列出登录（credentials）。`,
		example: `  netsniff -r mail.pcapng                      每帧一行
  netsniff -r mail.pcapng -f smtp              SMTP 对话，不论在哪个端口
  netsniff -i eth0 -f 'dns or http'            实时，直到 Ctrl-C
  netsniff -i eth0 --bpf 'port 25' -w out.pcapng -a duration:60
  netsniff -r a.pcap.gz -r b.pcapng -t ad      多个文件，绝对时间
  tcpdump -w - | netsniff -r -                 从管道读取
  netsniff -r web.pcap -T fields -e frame.number -e _ws.col.Info -E header=y
  netsniff -r mail.pcapng -f smtp -O smtp,imf  以树形显示邮件的字段
  netsniff -r web.pcap -T json -f http | jq '.[]._source.layers.http'
  netsniff -r mail.pcapng --mask -w share.pcapng   去掉密码，便于分享
  netsniff stats -r web.pcap                   抓包里有什么
  netsniff stats findings -r web.pcap          专家会指出的问题
  netsniff mail -r mail.pcapng                 逐行讲述邮件会话及其中的邮件
  netsniff swarm -r torrent.pcapng             节点、片、最稀有优先、以牙还牙`,
	},
	"stats": {
		short: "统计协议、会话和流量",
		long: `stats 统计抓包的内容并打印表格：可以是文本，也可以用 --json 或 --csv，其中的名称与数字完全相同。不写 TABLE 时打印常用的表格。表格有：

%s
conversations.tcp 之类只打印一种（eth、ip、ipv6、tcp、udp）。其中 A 是客户端；不知道谁是客户端时，A 是先发送的一方。字节数按整帧计算。-z conv、endpoints、io,phs、io,stat 和 dns,tree 以 tshark 的格式打印这类表格。

在终端上，表格与终端等宽：放不下时先略去次要的列，长文字以 … 截短，更长的写在行的下方；略去了什么，表格下方有一行说明。--wide 显示全部，--columns 选择列，--vertical 每行数据显示为一条记录。输出到管道或文件时不截短；设置了 COLUMNS 时按其宽度。`,
		example: `  netsniff stats -r web.pcap                          抓包里有什么
  netsniff stats conversations.tcp -r web.pcap --sort -bytes --limit 10
  netsniff stats protocols -r mail.pcapng -f 'smtp or pop'
  netsniff stats io -r web.pcap --interval 100ms
  netsniff stats endpoints.ip -r web.pcap --csv > hosts.csv
  netsniff stats --csv -o tables -r web.pcap          每张表一个文件
  netsniff stats exchanges -r web.pcap --columns subject,status,ttfb
  netsniff stats --json -r web.pcap | jq '.tables.protocols.rows[].bytes'
  netsniff stats exchanges --jsonl -i eth0 -f dns     每个交互一结束就打印一行
  netsniff stats exchanges --from lake --since 2026-11-21 --where 'ttfb > 1s'
  netsniff stats -i eth0                              实时，直到 Ctrl-C`,
	},
	"mail": {
		short: "逐行讲述邮件会话及其中的邮件",
		long: `mail 像人一样讲述抓包中每个邮件连接（SMTP、POP3、IMAP）上说了什么：C: 是客户端，S: 是服务器，前面是会话开始以来的时间和服务器应答所用的时间。之后是传输的每封邮件：信封与信头对照、值得注意之处、各个部分，以及正文的开头。

密码以星号代替，--reveal 才显示。使用 -f 时只讲述含有匹配帧的会话；与 --list 合用时只列出有匹配帧的邮件：请求、投递、传输它的帧，或带有其信头字段（imf.subject）的帧。

使用 -i 时，每个会话一结束就讲述，未结束的最后讲述；用 Ctrl-C、-a 或 -c 结束。--list 和 --json 在最后一并打印。`,
		example: `  netsniff mail -r mail.pcapng
  netsniff mail -r mail.pcapng --list                      每封邮件一行
  netsniff mail -r mail.pcapng -f 'imf.subject contains "作业"'
  netsniff mail -r mail.pcapng -f 'tcp.stream == 3' --body 100 --reveal
  netsniff mail -i eth0                                    每个会话一结束就讲述
  netsniff mail -r mail.pcapng --json | jq '.sessions[].mails[].subject'`,
	},
	"plot": {
		short: "把抓包的内容画成图",
		long: `plot 把抓包的内容画成图：画在终端上，或用 -o 写入文件，按扩展名为 SVG、PNG 或 JSON。不写 KIND 时列出能画什么。KIND 有：

%s
STREAM 是 tcp.stream 中的编号，或 ADDRESS:PORT-ADDRESS:PORT；写多个时从上到下依次画出。不写时画字节最多的连接。

图中的数字就是 netsniff stats 各表中的数字，列表说明是哪些表。指向 SVG 中的标记时，显示它是什么、属于哪些帧。图中略去了什么，写在图的下方。`,
		example: `  netsniff plot                                            能画什么
  netsniff plot tcp-sequence -r web.pcap                   画在终端上
  netsniff plot tcp-sequence 3 -r web.pcap -o stream3.svg
  netsniff plot tcp-sequence 3 -r web.pcap --style stevens
  netsniff plot io http dns 'tcp.analysis.retransmission' -r web.pcap
  netsniff plot io http dns -i eth0 -a duration:60         实时抓包，最后画图
  netsniff plot tcp-sequence 3 -r web.pcap --from 1.5s --to 2s -o part.svg`,
	},
	"report": {
		short: "把抓包内容写成一个 HTML 页面",
		long: `report 把抓包里的内容写成一个 HTML 页面：先用平常的话说明这是什么、出了什么问题，再列出专家提示及其依据，然后是抓包中有的一切，从协议分层到邮件，配有图和表。页面不需要别的东西：不联网，也没有其他文件，可以发邮件、打印或从磁盘打开，中英文、深浅色均可切换。

密码以星号显示，除非给出 --reveal。多个抓包合在一个页面里，每行注明文件名。`,
		example: `  netsniff report -r mail.pcapng -o report.html            在浏览器中打开
  netsniff report -r lab.pcap -f 'ip.addr == 192.0.2.10' -o lab.html
  netsniff report -r day1.pcap -r day2.pcap -o both.html
  netsniff report -r web.pcap -o - | gzip > report.html.gz`,
	},
	"records": {
		short: "写出请求与应答、连接、邮件等的记录，供 SQL 使用",
		long: `records 把抓包里的内容写成有类型的记录：exchanges（请求与应答）、connections（连接）、lookups（DNS 查询）、logins（登录）、mails（邮件）、transfers（FTP 传输）、handshakes（TLS 握手）和 findings（专家提示）。DuckDB 等 SQL 引擎可以把它们当作表来读，不论来自多少个抓包；netsniff stats --from 用它们做出自己的表格：

  SELECT server, quantile_cont(ttfb, 0.99) / 1e6 AS p99_ms
  FROM 'lake/exchanges/**/*.parquet' GROUP BY server

用 -o DIR 时写成 Parquet 文件 DIR/KIND/date=…/sensor=…/INPUT.parquet，其中 INPUT 由抓包的内容而定：同一个抓包得到同样的文件，因此被中断的命令再运行一次即可。实时抓包（-i NAME）时每五分钟完成一个文件。用 --as ndjson 时写成 JSON 行，名称取自 Elastic Common Schema，写到 64 MB 的文件或标准输出（-o -）。各列的含义见 docs/records.md，也写在文件里。

记录里没有密码；URI 中看名称像机密的内容以 * 覆盖，除非给出 --reveal。无论抓包多大，占用的内存都有上限。`,
		example: `  netsniff records -r captures/ -o lake             目录中的所有抓包
  netsniff records -r lab.pcap -o lake --kinds exchanges,lookups
  netsniff records -r lab.pcap -o lake --sensor gate-1 -f 'ip.addr == 192.0.2.9'
  netsniff records -r lab.pcap --as ndjson -o - | jq .
  netsniff records -i eth0 -o lake --sensor gate-1  实时，直到 Ctrl-C`,
	},
	"queue": {
		short: "登记要由各工作者读取的抓包",
		long: `queue 登记哪些抓包要读取，供任意多个随来随走的工作者（netsniff work）完成。每个抓包至少读一次；记录文件按抓包的内容命名，所以只有一份。读不了的抓包连同原因另外保存。

给出 --to 时队列在 hub 上，即带 JetStream 的 NATS 服务器或集群（nats-server -js）；其他机器上的工作者按同样的路径找到抓包。不给出时队列在本机的一个目录里，同一时间只能由一个命令使用。`,
		example: `  netsniff queue add captures/              在本机
  netsniff work -o lake                      然后完成
  netsniff queue add --to nats://hub /srv/pcaps/2026-11/
  netsniff queue status --from nats://hub`,
	},
	"queue add": {
		short:   "把抓包加入队列",
		long:    `add 把抓包加入队列：文件、含有抓包的目录、通配符。环形缓冲的各文件是一个抓包。一天之内加入过且没有改变的不再加入，因此被中断的命令再运行一次即可。`,
		example: "  netsniff queue add captures/     在本机\n  netsniff queue add --to nats://hub '/srv/pcaps/*.pcap.gz'",
	},
	"queue status": {
		short:   "讲述有多少抓包在等待、在读取、已放弃",
		long:    `status 讲述有多少抓包在等待、正在读取、已经完成和已经放弃，以及放弃的原因。`,
		example: "  netsniff queue status --from nats://hub   某个 hub 的\n  netsniff queue status --json | jq .dead",
	},
	"queue retry": {
		short:   "把放弃的抓包放回队列",
		long:    `retry 把所有放弃的抓包放回队列。`,
		example: "  netsniff queue retry --from nats://hub   某个 hub 的",
	},
	"work": {
		short: "读取队列中的抓包并写出记录",
		long: `work 读取队列（netsniff queue）中的抓包，像 netsniff records 一样写出记录，直到全部完成。任意多台机器上的任意多个工作者可以同时进行，随来随走：某个工作者一分钟没有消息时，它的抓包交给另一个。记录写好之后抓包才算完成；读了两次的抓包，相同的文件里是相同的记录。

读不了的抓包，以及五个工作者都没能读完的，会放弃并连同原因保存：见 netsniff queue status。写不了的工作者会结束。

在这里给出的抓包会先加入队列，所以在一台机器上一个命令就够了，被中断后再运行一次即可。`,
		example: `  netsniff work -o lake captures/                  在本机，直到全部完成
  netsniff work --from nats://hub -o /srv/lake     来自 hub
  netsniff work --from nats://hub -o /srv/lake --stay   以及以后到来的`,
	},
	"lake": {
		short: "合并并校验记录文件",
		long: `lake 整理 netsniff records -o 所写的内容。

compact 合并已过去的日期里每一类、每个探针的小文件，SQL 引擎读得更快；check 读取全部内容并指出问题：损坏的文件、更新版本的文件、顺序不对或重复的记录。`,
		example: `  netsniff lake compact lake/   合并过去日期的小文件
  netsniff lake check lake/     校验所有文件；有问题时退出码为 1`,
	},
	"lake compact": {
		short: "合并过去日期的小文件",
		long:  `compact 合并今天（UTC）之前每一类、每一天、每个探针中小于 128 MB 的文件。netsniff 在任何时刻都只读到每条记录一次：合并后的文件写明它所取代的文件。其他引擎在删除旧文件的瞬间可能读到重复的记录。被中断的命令再运行一次即可。`,
		example: `  netsniff lake compact lake/                       今天之前的日期
  netsniff lake compact lake/ --before 2026-11-01`,
	},
	"lake check": {
		short:   "校验记录文件",
		long:    `check 读取所有记录，每个问题打印一行：损坏的文件、更新版本的文件、行数与自己所说不符的文件，顺序不对、属于其他日期或重复的记录。有问题时退出码为 1。`,
		example: `  netsniff lake check lake/   全部`,
	},
	"split": {
		short: "按通信双方把一个大抓包分成几份",
		long: `split 把一个大抓包分成几份，供多台机器读取。两台主机之间的往来连同其数据报的所有分片都在同一份里：由地址的散列值决定，与一台机器上各工作线程的分工相同。两台主机之间的往来从不拆开，不论多大。

各份为 pcapng，以数据包标识保留帧号：一份的行和记录使用整个抓包的帧号。与其他份一起读取时重新编号。流的编号是各份自己的。由别的连接宣告的数据连接和媒体流（FTP、SIP、RTSP），只有双方主机相同时才能识别。

不想复制时，N 台机器各读整个抓包、只讲述自己的一份：netsniff records --shard I/N --shard-by pairs。`,
		example: `  netsniff split -n 16 -r big.pcap -o parts     parts/big.00-of-16.pcapng 等
  netsniff records --separate -r parts -o lake  它们的记录
  zcat big.pcap.gz | netsniff split -n 4 -r - -o parts`,
	},
	"view": {
		short: "在浏览器中查看抓包",
		long: `view 在本机的浏览器中展示抓包：所有的行（不论多少）、显示过滤器、每一帧的字段树和字节、流中的对话、netsniff stats 的统计表，以及 netsniff report 所写的页面。适合大到放不进一个页面的抓包，也适合随处翻看。

它打印一个要打开的地址，其中有一段随机字符，别人无从得知。它只在回环接口上监听，按 Ctrl-C 结束，不留下任何东西。`,
		example: `  netsniff view -r lab.pcapng                       在浏览器中翻看
  netsniff view -r https.pcapng --keylog keys.log
  netsniff view -r lab.pcapng --port 8080`,
	},
	"swarm": {
		short: "讲述种子：有哪些节点、各有哪些片、谁让谁下载",
		long: `swarm 把抓包中节点、tracker 和 DHT 所说的合成每个种子的全貌：名称与大小，tracker 的应答，有哪些节点、由谁得知；每个节点上传、下载了多少，起初有哪些片、后来得到哪些，何时感兴趣、何时被阻塞，一个块要多久。然后从流量回答教科书的问题：片是否按最稀有优先请求，节点是否以牙还牙，分发用了多久，而客户端-服务器方式与 P2P 方式至少各要多久。

抓包只含抓包主机自己的连接，其他节点之间说了什么无从得知。加密的节点只知道两端地址。`,
		example: `  netsniff swarm -r torrent.pcapng                    每个种子的全貌
  netsniff swarm -r torrent.pcapng --columns peer,client,down,up,unchoked_us
  netsniff swarm -r torrent.pcapng --info-hash 50e54223
  netsniff swarm -r a.pcapng --json | jq '.torrents[].seats[].peers[].client'
  netsniff swarm -i eth0 -a duration:60               抓一分钟`,
	},
	"export": {
		short: "把邮件、HTTP 对象、文件或种子内容写成文件",
		long: `export 把抓包里某一类（KIND）内容写入目录 DIR，每项内容一个文件。mail：邮件写成 .eml，与发送时逐字节相同，附件放在旁边的目录里；http：报文的正文，去掉分块和压缩；ftp、tftp：传输的文件；audio：RTP 中的 G.711 语音写成 WAV，每个方向一个文件，双向通话另有立体声文件；torrent：BitTorrent 节点共享的文件。index.csv（附件见 attachments.csv，种子中的文件见 files.csv）和 index.json 说明每项来自哪里、SHA-256 是多少、是否完整。

没有抓到的字节在文件中缺失之处标出。从不覆盖已有的文件。使用 -f 时，只导出由匹配的帧带来的内容。

种子的各片由所有节点（TCP 与 uTP）和网页种子的数据拼成并校验：依据节点之间传送的元数据、下载的 .torrent，或 --torrent 指定的文件。不完整的文件是稀疏文件，名为 NAME.part，由 torrent-N.map.csv 说明其中有哪些字节。已知时也写出 .torrent。

使用 -i 时，每项内容一传完就写出，种子在最后写出；用 Ctrl-C、-a 或 -c 结束，最后写索引。`,
		example: `  netsniff export mail -r mail.pcapng --list                有什么
  netsniff export mail -r mail.pcapng -o mails
  netsniff export mail -r mail.pcapng -o mails -f 'imf.subject contains "作业"'
  netsniff export http -r web.pcap -o objects
  netsniff export http -i eth0 -o objects -a duration:60    实时，一分钟
  netsniff export ftp -r lab.pcap -o files
  netsniff export audio -r call.pcap -o sound
  netsniff export torrent -r swarm.pcap -o shared
  netsniff export torrent -r swarm.pcap -o shared --torrent lecture.torrent
  netsniff export http -r web.pcap --list --json | jq '.tables.http.rows[].uri'`,
	},
	"credentials": {
		short: "列出谁在哪里、以什么方式登录",
		long:  `credentials 列出谁在哪里登录、用什么认证方式、密码是否以明文传送、是否被接受：邮件、HTTP、FTP、SIP、SOCKS、数据库、LDAP、SMB、MQTT、RADIUS；还有 PPP 和 EAP、SNMP 的团体名、路由协议的密码，相同的只列一次（没有人说是否被接受）。密码以星号代替，--reveal 才显示。标为“已加密”的行是转入 TLS 的连接：看不到谁在那里登录。`,
		example: `  netsniff credentials -r mail.pcapng
  netsniff credentials -r mail.pcapng --reveal
  netsniff credentials -i eth0                        实时，直到 Ctrl-C
  netsniff credentials -r mail.pcapng -f pop --json`,
	},
	"findings": {
		short: "像专家一样指出问题",
		long: `findings 指出专家会注意到的事：什么被拒绝、服务器怎么说，什么没有应答，什么慢、丢失、重复，什么能被任何人读出。同一原因合为一条，附次数和最严重的例子。--only 按代号选择，并按服务器分开：

` + findingList(table.Chinese),
		example: `  netsniff findings -r mail.pcapng
  netsniff findings -r mail.pcapng --only mail-refused   邮件为什么被拒绝？
  netsniff findings -r web.pcapng --only slow-server     哪个服务器慢？
  netsniff findings -r web.pcapng --json | jq '.tables.findings.rows[].finding'`,
	},
	"grade": {
		short: "按评分标准评阅全班的抓包作业",
		long: `grade 按评分标准（一个 YAML 文件）评阅全班提交的抓包：每份提交是一个目录、一个 zip 或 tar 文件，或一个抓包文件。每项的结论是通过、部分得分、未通过、无法评分（抓包看不出是否做到，并说明原因）或需人工，附上作为证据的帧。学生也可在提交前自己运行。

评分之前先检查评分标准。--roster 是班级名单（CSV，UTF-8 或 GB18030，含 id,name,mail,ip 等列）；--override 是教师的更正，优先于评阅结果。详见 docs/grading.zh-CN.md。

退出码：全部及格为 0，有人不及格为 1，有提交无法评阅为 2。`,
		example: `  netsniff grade init model.pcapng > lab.yaml      评分标准初稿
  netsniff grade check lab.yaml                    评分标准有没有错？
  netsniff grade lab.yaml submissions/             全班成绩表
  netsniff grade lab.yaml submissions/ --roster class.csv --csv > marks.csv
  netsniff grade lab.yaml submissions/ --roster class.csv --for moodle > m.csv
  netsniff grade lab.yaml submissions/ --roster class.csv --html pages
  netsniff grade copies submissions/                有没有抄袭？
  netsniff grade explain lab.yaml submissions/2023001.zip --item cond
  netsniff grade model                             表达式可用的内容`,
	},
	"grade init": {
		short:   "根据示范抓包写出评分标准初稿",
		long:    `init 读取一个达到实验要求的示范抓包，向标准输出写出带注释的评分标准：抓包里的每件事一个检查，示范抓包自身得满分。请删去实验不要求的项。`,
		example: `  netsniff grade init model.pcapng > lab.yaml      评分标准初稿`,
	},
	"grade model": {
		short: "列出评分标准中表达式可用的内容和标准检查",
		long:  `model 列出评分标准的表达式（CEL）可用的变量、函数和类型，标准检查及其参数，以及答案的标准键。--schema 输出评分标准的 JSON Schema，供编辑器使用。`,
		example: `  netsniff grade model | less                      全部内容
  netsniff grade model --schema > rubric.json      供编辑器使用`,
	},
	"grade check": {
		short:   "检查评分标准有没有错误",
		long:    `check 读取评分标准，逐行指出错误：未知的键、字段和检查，类型错误，分值之和不符，永远不会失败的检查。没有错误时说明评分标准要求什么。`,
		example: `  netsniff grade check lab.yaml                    评分标准写得对吗？`,
	},
	"grade explain": {
		short: "说明一份提交的各项是如何判定的",
		long:  `explain 评阅一份提交，说明每项是如何判定的：每个步骤、作为证据的帧、显示这些帧的过滤器，以及答案与哪个正确值相符。`,
		example: `  netsniff grade explain lab.yaml class/2023001.zip              所有项
  netsniff grade explain lab.yaml class/2023001.zip --item smtp  其中一项`,
	},
	"grade copies": {
		short: "查找彼此复制的提交",
		long: `copies 说明一个班级的哪些提交彼此相近，以及为什么：同一个文件；同一份录制，但重新保存、截取、改动时刻、改写地址或混入其他流量；同样的分组被抓取了两次；同一台机器或同一服务器，但通信各自独立。比较的是随机产生的数值（序列号、标识、时间戳）和帧的时间，而不是内容：全班可能都取同一个网页。它从不说谁先谁后，也不构成证明：请查看双方的抓包，并当面询问。

目录代表其中的内容：每个子目录、压缩包（zip、tar）或抓包文件是一份提交。许多提交共有、很可能是统一发放的内容作为一组说明，不指控任何人。--keep 写出以后与新班级比较所需的内容（不含载荷，但含地址），--archive 读取它，也可读取抓包。有需要查看的提交对时退出码为 1。`,
		example: `  netsniff grade copies submissions
  netsniff grade copies submissions --archive 2024 --archive 2025 --keep 2026
  netsniff grade copies submissions --all --csv > pairs.csv
  netsniff grade copies submissions --captures          谁的、何时、质量如何
  netsniff grade copies a.pcapng b.pcapng --all`,
	},
	"match": {
		short: "在许多抓包文件中查找帧",
		long:  `match 在许多抓包文件中查找帧，如同 grep 在文件中查找行：打印匹配的帧，有多个抓包文件时行前写文件名。目录代表其中及其下的所有抓包文件。退出码：有匹配的帧为 0，没有为 1，有文件读不了为 2。`,
		example: `  netsniff match -r caps/ -f 'http.response.code == 304'
  netsniff match -l -r caps/ 'smtp.response.code >= 500'   只列文件名
  netsniff match -L -r 'lab3/*.pcapng' 'dns and udp'       没有匹配帧的
  netsniff match -c -r caps/ tcp.analysis.retransmission   各有多少帧
  netsniff match -q -r x.pcap tls                          看退出码`,
	},
	"follow": {
		short: "打印一个流的两端互相发送的内容",
		long: `follow 按说话的先后打印一个流的两端互相发送的内容：TCP 按序号排列，丢失的字节在缺失之处说明；HTTP 还可去掉分块和压缩，WebSocket 则取出其消息；UDP 逐个数据报打印。

STREAM 是 tcp.stream 或 udp.stream 中的编号，或 ADDRESS:PORT-ADDRESS:PORT；用 -p http2、http3 或 quic 时，后面可接其内部的流，如 3.8。不写时，抓包（或 -f 匹配的部分）必须只有一个流；--list 列出有哪些流。

使用 -i 时，内容一到就打印；不写 STREAM 时跟踪第一个流。用 Ctrl-C、-a 或 -c 结束。`,
		example: `  netsniff follow -r web.pcap --list                     有哪些流
  netsniff follow -r web.pcap 3                          TCP 流 3 的文本
  netsniff follow -r web.pcap -p http 3                  解码后的 HTTP
  netsniff follow -r web.pcapng -p http3 0.4             一个 HTTP/3 连接的流 4
  netsniff follow -r web.pcap 192.0.2.10:49152-192.0.2.80:80
  netsniff follow -r web.pcap -f 'http.response.code == 404'
  netsniff follow -r web.pcap -T hex 3                   十六进制
  netsniff follow -i eth0 --bpf 'port 25'                实时，第一个流
  netsniff follow -r dns.pcap -p udp -T json 0 | jq '.parts[]'`,
	},
	"fields": {
		short: "列出可用于过滤和打印的字段",
		long:  `fields 列出 -f、-e 和 -T json 认识的字段：名称、类型、协议和标签。PATTERN 是名称或标签的一部分、带 * 和 ? 的名称（如 'http.*'），或写在斜线之间、匹配名称的正则表达式。`,
		example: `  netsniff fields                      全部字段
  netsniff fields http.request         名称或标签中有 http.request
  netsniff fields 'tcp.*.push'         这种样子的名称
  netsniff fields '/^dns\..*time$/'    匹配正则表达式的名称
  netsniff fields --protocols          协议，用于过滤或 -O 和 -j
  netsniff fields --json smtp | jq -r .name`,
	},
	"help": {
		short: "显示任一命令的帮助",
		long:  `help 显示任一命令的帮助：netsniff help 命令。`,
	},
	"completion": {
		short: "生成命令行自动补全脚本",
		long:  `completion 为所选的 shell 生成 netsniff 的自动补全脚本。各子命令的帮助说明如何使用生成的脚本。`,
	},
	"completion SHELL": {
		short: "生成 %s 的自动补全脚本",
		long:  `生成 %[1]s 的自动补全脚本。把脚本的输出交给 %[1]s 读取即可在当前会话中使用；要在每个新会话中使用，请把它存入 %[1]s 的补全目录。`,
	},
}

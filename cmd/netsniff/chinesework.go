package main

// chineseWorkErrors are the errors of split, queue and work, and of hubs and object stores.
var chineseWorkErrors = map[string]string{
	"nothing to read: name a capture with -r FILE; see netsniff split --help":   "没有可读的内容：用 -r FILE 指定抓包文件；参见 netsniff split --help",
	"-n %d: say how many parts, 1 to %d":                                        "-n %d：请说明分成几份，1 到 %d",
	"say where the parts go with -o DIR":                                        "用 -o DIR 指定各份写到哪里",
	"%s and %s are two captures: part one at a time, or all as one with --join": "%s 和 %s 是两个抓包：一次分一个，或用 --join 合成一个",
	"%w; no part was written":                                                   "%w；没有写出任何一份",
	"interrupted":                                                               "被中断",
	"%q is no share such as 0/16":                                               "%q 不是 0/16 这样的一份",
	"a share such as 0/16, the first of 16,":                                    "0/16 这样的一份（16 份中的第一份）",
	"--shard-by %s: files or pairs":                                             "--shard-by %s：应为 files 或 pairs",
	"%d fragments are in another part than their datagram: it was not complete after 30 s, or too much waited": "%d 个分片与其数据报不在同一份：数据报 30 秒后仍不完整，或等待的太多",

	"--lease: at least 1s is needed":                                                      "--lease：至少为 1s",
	"--cert and --key belong together":                                                    "--cert 和 --key 要同时给出",
	"say where the queue of this machine lies with --state DIR":                           "用 --state DIR 指定本机的队列放在哪里",
	"there is no command queue %s: add, status or retry":                                  "没有命令 queue %s：可用 add、status 或 retry",
	"nothing to add: name captures or directories of them; see netsniff queue add --help": "没有可加入的内容：请给出抓包文件或其目录；参见 netsniff queue add --help",
	"no task of netsniff, but %.60q":                                                      "不是 netsniff 的任务，而是 %.60q",
	"--tries: at least 1 is needed":                                                       "--tries：至少为 1",
	"say where the records go with -o DIR":                                                "用 -o DIR 指定记录写到哪里",
	"interrupted: what is not done is in the queue; run it again":                         "被中断：未完成的还在队列里；请再运行一次",
	"given up: %s": "已放弃：%s",
	"%d captures wait, %d are being read, %d have ended, %d were given up": "%d 个抓包在等待，%d 个正在读取，%d 个已结束，%d 个已放弃",
}
